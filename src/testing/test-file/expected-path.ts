import { isObject, type Json } from '../../asl/json.ts';
import { escapeSegment } from '../../asl/parse/pointer.ts';
import type { CompiledState } from '../../asl/program.ts';
import { kindOf, meant, type ShapeReader } from '../shape.ts';
import { rangeOf } from './number-range.ts';
import type { Path, PathState } from './path-tree.ts';

/** A state that is to be entered; without `inside`, what goes on in a Parallel or Map is not compared. */
export interface ExpectedState {
  readonly state: string;
  readonly inside?: readonly ExpectedScopes[];
}
export type ExpectedPath = readonly ExpectedState[];
/** The branches or iterations `first` to `last` all take this path. */
export interface ExpectedScopes {
  readonly first: number;
  readonly last: number;
  readonly path: ExpectedPath;
}

type States = ReadonlyMap<string, CompiledState>;

/**
 * Reads a path: a list of state names; `{ "Fork": [path, …] }` gives the path of every branch or iteration of a Parallel or Map,
 * `{ "Each": { "0-3": path } }` those of some.
 */
export function readPath(value: Json, pointer: string, states: States, shape: ShapeReader): ExpectedPath {
  if (!Array.isArray(value)) {
    shape.report('WRONG_TYPE', pointer, `A path is a list of state names, not ${kindOf(value)}.`);
    return [];
  }
  return (value as readonly Json[]).map((item, index) => readState(item, `${pointer}/${index}`, states, shape));
}

function readState(value: Json, pointer: string, states: States, shape: ShapeReader): ExpectedState {
  if (typeof value === 'string') {
    checkName(value, pointer, states, shape);
    return { state: value };
  }
  const entries = isObject(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    const message = 'A path has names of states, or objects with one of them: { "Fork": [its branches\' paths] }.';
    shape.report('WRONG_TYPE', pointer, message);
    return { state: '' };
  }
  const [state, inside] = entry;
  const at = `${pointer}/${escapeSegment(state)}`;
  const type = checkName(state, at, states, shape);
  if (type !== undefined && type !== 'Parallel' && type !== 'Map')
    shape.report('WRONG_VALUE', at, `"${state}" is a ${type} state: nothing goes on inside; give its name only.`);
  return { state, inside: readScopes(inside, at, states, shape) };
}

function checkName(name: string, pointer: string, states: States, shape: ShapeReader): string | undefined {
  const state = states.get(name);
  if (state !== undefined) return state.type;
  const near = meant(name, [...states.keys()]);
  shape.report('STATE_NOT_FOUND', pointer, `The blueprint has no state "${name}"${near}; correct the name.`);
  return undefined;
}

function readScopes(value: Json, pointer: string, states: States, shape: ShapeReader): ExpectedScopes[] {
  if (Array.isArray(value)) {
    const paths = value as readonly Json[];
    const all = paths.map((path, index) => ({
      first: index,
      last: index,
      path: readPath(path, `${pointer}/${index}`, states, shape),
    }));
    // Nothing runs beyond the last one.
    return [...all, { first: paths.length, last: Number.POSITIVE_INFINITY, path: [] }];
  }
  return Object.entries(shape.object(value, pointer, 'What goes on inside')).flatMap(([numbers, path]) => {
    const at = `${pointer}/${escapeSegment(numbers)}`;
    const range = rangeOf(numbers);
    if (range !== undefined) return [{ ...range, path: readPath(path, at, states, shape) }];
    const message = `"${numbers}" is no number of a branch or iteration; write "0" for the first one, "1-3" for the next three.`;
    shape.report('WRONG_VALUE', at, message);
    return [];
  });
}

/** A path as expected and as taken, one state a line. */
export interface PathLines {
  readonly expected: string[];
  readonly actual: string[];
}

/** Both paths as lines, without what is not compared: the flow took the expected path where they are the same. */
export function comparePaths(expected: ExpectedPath, actual: Path, around = ''): PathLines {
  const partner = partnersOf(expected, actual);
  const inside = new Map<PathState, PathLines>();
  const lines: PathLines = { expected: [], actual: [] };
  for (const item of expected) {
    lines.expected.push(around + item.state);
    if (item.inside === undefined) continue;
    const taken = partner.get(item);
    const inner = compareScopes(item.inside, taken?.inside ?? [], around + item.state);
    lines.expected.push(...inner.expected);
    if (taken !== undefined) inside.set(taken, inner);
  }
  for (const item of actual) lines.actual.push(around + item.state, ...(inside.get(item)?.actual ?? []));
  return lines;
}

/** The first `Fork` of one path belongs to the first `Fork` of the other, and so on. */
function partnersOf(expected: ExpectedPath, actual: Path): ReadonlyMap<ExpectedState, PathState> {
  const taken = new Map<string, PathState[]>();
  for (const item of actual) {
    const same = taken.get(item.state);
    if (same === undefined) taken.set(item.state, [item]);
    else same.push(item);
  }
  const seen = new Map<string, number>();
  return new Map(
    expected.flatMap((item) => {
      const count = seen.get(item.state) ?? 0;
      seen.set(item.state, count + 1);
      const found = taken.get(item.state)?.[count];
      return found === undefined ? [] : [[item, found] as const];
    }),
  );
}

/** Of the scopes that are expected and never began, the first of each range stands for all. */
function compareScopes(expected: readonly ExpectedScopes[], actual: readonly Path[], fork: string): PathLines {
  const lines: PathLines = { expected: [], actual: [] };
  for (const { first, last, path } of expected) {
    const end = Math.max(first, Math.min(last, actual.length));
    for (let index = first; index <= end; index++) {
      const inner = comparePaths(path, actual[index] ?? [], `${fork}[${index}] › `);
      lines.expected.push(...inner.expected);
      lines.actual.push(...inner.actual);
    }
  }
  return lines;
}
