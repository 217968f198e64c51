import { isObject, member } from '../../json.ts';
import type { Step } from '../run.ts';
import { emit, emitMember, type Place } from './place.ts';

/** `.*`, `[*]`. Selects nothing from a value that is neither list nor object. */
export function wildcardStep(place: Place): Step {
  return (value, run) => {
    if (Array.isArray(value)) {
      return value.every((item) => emit(place, item, run) || (!run.isStrict && !run.isFatal));
    }
    return !isObject(value) || Object.keys(value).every((key) => emitMember(place, member(value, key) ?? null, run));
  };
}
