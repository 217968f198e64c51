import { common, type ValueSet } from './value-set.ts';

/** What must hold together: for each place in the data, the values that it can have there. */
export type Case = ReadonlyMap<string, ValueSet>;

/**
 * Every way in which a condition can hold, and maybe more, never less: no case at all means that it cannot.
 * A condition of which nothing is known has the one case that asks for nothing.
 */
export type Cases = readonly Case[];

export const NEVER: Cases = [];
export const ALWAYS: Cases = [new Map()];

/** More cases than this are not followed: the condition then counts as one of which nothing is known. */
const MOST_CASES = 32;
const MOST_PLACES = 50;

/** The one case in which the place has one of these values. */
export function caseOf(place: string, values: ValueSet): Cases {
  return [new Map([[place, values]])];
}

/** Both conditions hold. */
export function both(one: Cases, other: Cases): Cases {
  if (one.length * other.length > MOST_CASES) return one.length <= other.length ? one : other;
  return one.flatMap((first) => other.flatMap((second) => joined(first, second) ?? []));
}

/** One of the conditions holds. */
export function either(one: Cases, other: Cases): Cases {
  const all = [...one, ...other];
  return all.length > MOST_CASES ? ALWAYS : all;
}

function joined(one: Case, other: Case): Case | undefined {
  const result = new Map(one);
  for (const [place, values] of other) {
    const known = result.get(place);
    if (known === undefined && result.size >= MOST_PLACES) continue;
    const left = known === undefined ? values : common(known, values);
    if (left === undefined) return undefined;
    result.set(place, left);
  }
  return result;
}
