import type { Json } from '../json.ts';

const maxVisits = 1_000_000;

/** One evaluation of one path. Paths in filters and in arguments are runs of their own that share the visits. */
export interface Run {
  /** What `$` means, also within filters. */
  readonly document: Json;
  /** In existence checks a missing name fails the path also behind a wildcard or a deep scan. */
  readonly isStrict: boolean;
  readonly results: Json[];
  readonly visits: { left: number };
  /** Why the path failed, in Jayway's words. */
  problem: string;
  /** A fatal problem fails the whole path; another one may only end the branch of a wildcard in which it arose. */
  isFatal: boolean;
}

/** Takes a value that the path has reached one token further; false where the path fails. */
export type Step = (value: Json, run: Run) => boolean;

/**
 * A parsed path made ready to run. `start` is what the path begins at: the document or, for `@`, an item of it.
 * Gives undefined where the path fails; `run.problem` then says why.
 */
export type Plan = (start: Json, run: Run) => Json | undefined;

export function startRun(document: Json, isStrict: boolean, outer?: Run): Run {
  const visits = outer?.visits ?? { left: maxVisits };
  return { document, isStrict, results: [], visits, problem: '', isFatal: false };
}

export function failRun(run: Run, problem: string): false {
  run.problem = problem;
  return false;
}

export function abortRun(run: Run, problem: string): false {
  run.isFatal = true;
  return failRun(run, problem);
}

/** Counts a visited value; false once a path has visited too many to be let go on. */
export function visit(run: Run): boolean {
  return --run.visits.left >= 0 || abortRun(run, `The path visits more than ${maxVisits} values`);
}

/** The name of a value's type in Java, where Jayway's messages show it. */
export function javaType(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'java.util.ArrayList';
  switch (typeof value) {
    case 'string':
      return 'java.lang.String';
    case 'boolean':
      return 'java.lang.Boolean';
    case 'number':
      return !Number.isInteger(value)
        ? 'java.lang.Double'
        : Math.abs(value) < 2 ** 31
          ? 'java.lang.Integer'
          : 'java.lang.Long';
    default:
      return 'java.util.LinkedHashMap';
  }
}
