import type { Json } from '../../json.ts';
import { type Run, type Step, visit } from '../run.ts';
import type { Filter, Parameter } from '../token.ts';

/** What the step of a token must know about the tokens around it. */
export interface Place {
  /** The step of the next token, or undefined at the end of the path. */
  readonly next: Step | undefined;
  /** The one index that the token before names, if that is what it does. */
  readonly indexBefore: number | undefined;
  /** Whether all earlier tokens are definite: then a value that does not fit is an error, else it is passed over. */
  readonly isUpstreamDefinite: boolean;
  /** Whether a token before picks items of a list. */
  readonly isInList: boolean;
  /** The path up to the token, for messages. Called only when something went wrong. */
  readonly textBefore: () => string;
  /** The token and all after it, for messages. */
  readonly textFrom: () => string;
  readonly accepts: (filter: Filter, item: Json, run: Run) => boolean;
  readonly parameterValues: (parameters: readonly Parameter[], run: Run) => readonly Json[] | undefined;
}

/**
 * As `emit`, for a member of an object. Behind a deep scan into lists Jayway lets the members at the end of a path through
 * only where the token before is the index at which the scan stands, or stood when it left the last list.
 */
export function emitMember(place: Place, value: Json, run: Run): boolean {
  const isHidden = place.next === undefined && run.scanIndex !== -1 && run.scanIndex !== place.indexBefore;
  return isHidden || emit(place, value, run);
}

/** Hands a value to the next token or, at the end of the path, to the results. */
export function emit(place: Place, value: Json, run: Run): boolean {
  if (!visit(run)) return false;
  if (place.next !== undefined) return place.next(value, run);
  run.results.push(value);
  return true;
}
