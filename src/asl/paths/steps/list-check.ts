import { javaText } from '../../java-text.ts';
import type { Json } from '../../json.ts';
import { failRun, type Run } from '../run.ts';
import type { Place } from './place.ts';

/** What to do with a value that should be a list and is none: pass it over, or fail where the path is definite so far. */
export function passNonList(value: Json, place: Place, run: Run): boolean {
  if (!place.isUpstreamDefinite) return true;
  if (value === null) return failRun(run, `The path ${place.textBefore()} is null`);
  const problem = `Filter: ${place.textFrom()} can only be applied to arrays.`;
  return failRun(run, `${problem} Current context is: ${javaText(value)}`);
}
