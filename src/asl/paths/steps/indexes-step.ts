import type { Step } from '../run.ts';
import { passNonList } from './list-check.ts';
import { emit, type Place } from './place.ts';

/** `[0]`, `[-1]`, `[0,2]`. An index outside the list yields nothing. */
export function indexesStep(indexes: readonly number[], place: Place): Step {
  return (value, run) => {
    if (!Array.isArray(value)) return passNonList(value, place, run);
    return indexes.every((index) => {
      const item = value.at(index);
      return item === undefined || emit(place, item, run);
    });
  };
}
