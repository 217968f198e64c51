import { javaText } from '../../java-text.ts';
import { isObject } from '../../json.ts';
import { abortRun, type Step } from '../run.ts';
import type { Filter } from '../token.ts';
import { emit, type Place } from './place.ts';

/** `[?(...)]`. Picks items of a list; an object is itself the item. */
export function filterStep(filter: Filter, place: Place): Step {
  return (value, run) => {
    if (Array.isArray(value)) {
      return value.every((item) => (place.accepts(filter, item, run) ? emit(place, item, run) : !run.isFatal));
    }
    if (isObject(value)) return place.accepts(filter, value, run) ? emit(place, value, run) : !run.isFatal;
    if (!place.isUpstreamDefinite) return true;
    const problem = `Filter: ${place.textFrom()} can not be applied to primitives.`;
    return abortRun(run, `${problem} Current context is: ${javaText(value)}`);
  };
}
