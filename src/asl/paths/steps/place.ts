import type { Json } from '../../json.ts';
import { type Run, type Step, visit } from '../run.ts';
import type { Filter, Parameter } from '../token.ts';

/** What the step of a token must know about the tokens around it. */
export interface Place {
  /** The step of the next token, or undefined at the end of the path. */
  readonly next: Step | undefined;
  /** Whether all earlier tokens are definite: then a value that does not fit is an error, else it is passed over. */
  readonly isUpstreamDefinite: boolean;
  /** The path up to the token, for messages. Called only when something went wrong. */
  readonly textBefore: () => string;
  /** The token and all after it, for messages. */
  readonly textFrom: () => string;
  readonly accepts: (filter: Filter, item: Json, run: Run) => boolean;
  readonly parameterValues: (parameters: readonly Parameter[], run: Run) => readonly Json[] | undefined;
}

/** Hands a value to the next token or, at the end of the path, to the results. */
export function emit(place: Place, value: Json, run: Run): boolean {
  if (!visit(run)) return false;
  if (place.next !== undefined) return place.next(value, run);
  run.results.push(value);
  return true;
}
