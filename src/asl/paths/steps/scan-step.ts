import { isObject, type Json, member } from '../../json.ts';
import { crashRun, type Run, type Step, visit } from '../run.ts';
import type { Token } from '../token.ts';
import type { Place } from './place.ts';

const maxDepth = 1_000;

/** What a deep scan looks for: the token behind `..`, its step and the step after that. */
export interface ScanTarget {
  readonly token: Token;
  readonly isDefinite: boolean;
  readonly step: Step;
  readonly after: Step | undefined;
  /** Whether the path ends with the step after that. */
  readonly isAfterLast: boolean;
}

/** `..`. Tries the next token on the value and on everything in it, outer values first. */
export function scanStep(target: ScanTarget, place: Place): Step {
  const walk = (value: Json, run: Run, depth: number): boolean => {
    if (typeof value !== 'object' || value === null) return true;
    if (!visit(run)) return false;
    if (depth > maxDepth) return crashRun(run, `A deep scan must not go deeper than ${maxDepth} levels`);
    if (isHit(target, value, place, run) ? !take(target, value, run) : run.isFatal) return false;
    if (Array.isArray(value)) return value.every((item) => walk(item, run, depth + 1));
    return isObject(value) && Object.keys(value).every((key) => walk(member(value, key) ?? null, run, depth + 1));
  };
  return (value, run) => walk(value, run, 0);
}

/** In a list, tokens that follow the target apply to every item, whatever the target says: Jayway does so too. */
function take(target: ScanTarget, value: Json, run: Run): boolean {
  const { after } = target;
  if (!Array.isArray(value) || after === undefined) return target.step(value, run);
  return value.every((item, at) => {
    if (target.isAfterLast) run.scanIndex = at;
    return after(item, run);
  });
}

function isHit({ token, isDefinite }: ScanTarget, value: Json, place: Place, run: Run): boolean {
  switch (token.type) {
    case 'names':
      return isObject(value) && (!isDefinite || token.names.every((name) => Object.hasOwn(value, name)));
    case 'indexes':
    case 'slice':
      return Array.isArray(value);
    case 'wildcard':
      return true;
    case 'filter':
      return place.accepts(token.filter, value, run);
    default:
      return false;
  }
}
