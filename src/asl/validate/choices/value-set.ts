import { type Comparison, type Interval, intervalOf, overlap } from './interval.ts';

type Plain = 'absent' | 'null' | 'true' | 'false' | 'other';

/** Which values a place in the data can have: by type, with what is left of numbers and texts. */
export interface ValueSet {
  readonly plain: ReadonlySet<Plain>;
  readonly number: Interval<number> | undefined;
  readonly text: Interval<string> | undefined;
  /** The instants that texts can be, where they must be timestamps. */
  readonly instant: Interval<number>;
}

/** Nothing is known of the place, not even that it is there. */
export const ANYTHING: ValueSet = {
  plain: new Set<Plain>(['absent', 'null', 'true', 'false', 'other']),
  number: {},
  text: {},
  instant: {},
};
const NOTHING: ValueSet = { plain: new Set(), number: undefined, text: undefined, instant: {} };

export const ABSENT: ValueSet = plainly('absent');
export const NULL: ValueSet = plainly('null');
export const BOOLEAN: ValueSet = plainly('true', 'false');
export const NUMBER: ValueSet = { ...NOTHING, number: {} };
export const TEXT: ValueSet = { ...NOTHING, text: {} };
export const PRESENT: ValueSet = without(ANYTHING, ABSENT);

function plainly(...kinds: Plain[]): ValueSet {
  return { ...NOTHING, plain: new Set(kinds) };
}

/** All values of the constant's type. */
export function typeOf(constant: number | string | boolean): ValueSet {
  if (typeof constant === 'number') return NUMBER;
  return typeof constant === 'string' ? TEXT : BOOLEAN;
}

/** The values of the constant's type for which the comparison with it holds. */
export function comparedWith(comparison: Comparison, constant: number | string | boolean): ValueSet {
  if (typeof constant === 'number') return { ...NOTHING, number: intervalOf(comparison, constant) };
  if (typeof constant === 'string') return { ...NOTHING, text: intervalOf(comparison, constant) };
  const isEqual = comparison === '=';
  return plainly(constant === isEqual ? 'true' : 'false');
}

/** The timestamps for which the comparison with an instant holds. */
export function timedAgainst(comparison: Comparison, instant: number): ValueSet {
  return { ...TEXT, instant: intervalOf(comparison, instant) };
}

/** The first set with the second's types replaced by what the second has of them. */
export function withPart(whole: ValueSet, type: ValueSet, part: ValueSet): ValueSet {
  const rest = without(whole, type);
  return {
    plain: new Set([...rest.plain, ...part.plain]),
    number: part.number ?? rest.number,
    text: part.text ?? rest.text,
    instant: {},
  };
}

/** The first set without the types of the second. */
export function without(whole: ValueSet, types: ValueSet): ValueSet {
  return {
    plain: new Set([...whole.plain].filter((kind) => !types.plain.has(kind))),
    number: types.number === undefined ? whole.number : undefined,
    text: types.text === undefined ? whole.text : undefined,
    instant: whole.instant,
  };
}

/** The values in both sets; undefined where there are none. */
export function common(one: ValueSet, other: ValueSet): ValueSet | undefined {
  const instant = overlap(one.instant, other.instant);
  const both: ValueSet = {
    plain: new Set([...one.plain].filter((kind) => other.plain.has(kind))),
    number: one.number && other.number && overlap(one.number, other.number),
    text: instant && one.text && other.text && overlap(one.text, other.text),
    instant: instant ?? {},
  };
  return both.plain.size === 0 && both.number === undefined && both.text === undefined ? undefined : both;
}
