import { isObject, member } from '../../json.ts';
import { failRun, javaType, type Step } from '../run.ts';
import { emit, type Place } from './place.ts';

/** `.*`, `[*]`. An item of a list that does not fit the rest of the path is passed over, a member of an object is not. */
export function wildcardStep(place: Place): Step {
  return (value, run) => {
    if (Array.isArray(value)) {
      return value.every((item) => emit(place, item, run) || (!run.isStrict && !run.isFatal));
    }
    if (isObject(value)) {
      return Object.keys(value).every((key) => emit(place, member(value, key) ?? null, run));
    }
    if (place.next === undefined) return true;
    const found = `in path ${place.textBefore()} but found '${javaType(value)}'`;
    return failRun(run, `Expected to find an object or array ${found}. `);
  };
}
