import type { Json } from '../json.ts';
import type { ParsedPath } from './token.ts';

const maxVisits = 2_000_000;

/** What a path shares with the paths in its filters and arguments. */
interface Shared {
  readonly visits: number;
  visitsLeft: number;
  /** What went so wrong that it fails all of them. */
  crash?: string;
  /** What paths from the document, which are the same for every item, gave in filters; undefined where they failed. */
  readonly documentPaths: Map<ParsedPath, Json | undefined>;
}

/** One evaluation of one path. Paths in filters and in arguments are runs of their own that share the visits. */
export interface Run {
  /** What `$` means, also within filters. */
  readonly document: Json;
  /** In existence checks a missing name fails the path also behind a wildcard or a deep scan. */
  readonly isStrict: boolean;
  readonly results: Json[];
  /** Where a deep scan that ends two steps on stands in a list; -1 until it has met a list. */
  scanIndex: number;
  readonly shared: Shared;
  /** Why the path failed, in Jayway's words. */
  problem: string;
  /** A fatal problem fails the whole path, and rejects the item where the path stands in a filter; another one may only end a branch. */
  isFatal: boolean;
}

/** Takes a value that the path has reached one token further; false where the path fails. */
export type Step = (value: Json, run: Run) => boolean;

/**
 * A parsed path made ready to run. `start` is what the path begins at: the document or, for `@`, an item of it.
 * Gives undefined where the path fails; `run.problem` then says why.
 */
export type Plan = (start: Json, run: Run) => Json | undefined;

/** Begins a run; with `outer` it is one of a path inside that one and shares its visits. */
export function startRun(document: Json, isStrict: boolean, outer?: Run, mostVisits = maxVisits): Run {
  const shared = outer?.shared ?? startShared(Math.min(maxVisits, mostVisits));
  return { document, isStrict, results: [], scanIndex: -1, shared, problem: '', isFatal: false };
}

function startShared(visits: number): Shared {
  return { visits, visitsLeft: visits, documentPaths: new Map() };
}

/** The path, or this branch of a wildcard, finds nothing. */
export function failRun(run: Run, problem: string): false {
  run.problem = problem;
  return false;
}

/** The whole path fails, whatever its other branches find. */
export function abortRun(run: Run, problem: string): false {
  run.isFatal = true;
  return failRun(run, problem);
}

/** This path and all around it fail: what Jayway throws as another exception than those it catches in filters. */
export function crashRun(run: Run, problem: string): false {
  run.shared.crash ??= problem;
  return abortRun(run, run.shared.crash);
}

/** Counts visited values; false once a path has visited too many to be let go on. */
export function visit(run: Run, count = 1): boolean {
  run.shared.visitsLeft -= count;
  return (
    run.shared.visitsLeft >= 0 ||
    crashRun(run, `The path visits more than ${Math.max(0, Math.floor(run.shared.visits))} values`)
  );
}

/** The name of the type in Java, where Jayway's messages show it, of a value that is no object. */
export function javaType(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'java.util.ArrayList';
  if (typeof value === 'string') return 'java.lang.String';
  if (typeof value === 'boolean') return 'java.lang.Boolean';
  if (!Number.isInteger(value)) return 'java.lang.Double';
  return Math.abs(Number(value)) < 2 ** 31 ? 'java.lang.Integer' : 'java.lang.Long';
}
