import { Fault, pathFunction } from '../functions.ts';
import { abortRun, crashRun, type Step } from '../run.ts';
import type { Parameter } from '../token.ts';
import { emit, type Place } from './place.ts';

/** `.length()`, `.sum($.a, 1)`. A function that is not the last token yields its own result beside what follows it. */
export function functionStep(name: string, parameters: readonly Parameter[], place: Place): Step {
  return (value, run) => {
    const apply = pathFunction(name);
    if (apply === undefined) return abortRun(run, `Function with name: ${name} does not exist.`);
    const values = place.parameterValues(parameters, run);
    if (values === undefined) return false;
    const result = apply(value, values);
    if (result instanceof Fault) {
      return (result.isOutOfBounds && place.isInList) || crashRun(run, result.problem);
    }
    if (place.next !== undefined) run.results.push(result);
    return emit(place, result, run);
  };
}
