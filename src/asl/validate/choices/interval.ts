/** What is left of an ordered type after some comparisons: from `from` to `to`, without the values in `except`. */
export interface Interval<T extends number | string> {
  readonly from?: T;
  readonly fromOpen?: boolean;
  readonly to?: T;
  readonly toOpen?: boolean;
  readonly except?: readonly T[];
}

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

const OPPOSITE = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

/** The comparison that holds where this one does not. */
export function opposite(comparison: Comparison): Comparison {
  return OPPOSITE[comparison];
}

/** The values for which the comparison with `value` holds. */
export function intervalOf<T extends number | string>(comparison: Comparison, value: T): Interval<T> {
  switch (comparison) {
    case '=':
      return { from: value, to: value };
    case '!=':
      return { except: [value] };
    case '<':
      return { to: value, toOpen: true };
    case '<=':
      return { to: value };
    case '>':
      return { from: value, fromOpen: true };
    case '>=':
      return { from: value };
  }
}

/** Further exceptions are forgotten, so that a choice among a thousand texts takes no longer for each: less is then known. */
const MOST_EXCEPTIONS = 50;

/** The values in both; undefined where there are none. */
export function overlap<T extends number | string>(one: Interval<T>, other: Interval<T>): Interval<T> | undefined {
  const lower = isHigherStart(one, other) ? one : other;
  const upper = isLowerEnd(one, other) ? one : other;
  const both: Interval<T> = {
    ...(lower.from === undefined ? {} : { from: lower.from, fromOpen: lower.fromOpen ?? false }),
    ...(upper.to === undefined ? {} : { to: upper.to, toOpen: upper.toOpen ?? false }),
    except: [...(one.except ?? []), ...(other.except ?? [])].slice(0, MOST_EXCEPTIONS),
  };
  return isEmpty(both) ? undefined : both;
}

function isHigherStart<T extends number | string>(one: Interval<T>, other: Interval<T>): boolean {
  if (one.from === undefined || other.from === undefined) return one.from !== undefined;
  return one.from > other.from || (one.from === other.from && one.fromOpen === true);
}

function isLowerEnd<T extends number | string>(one: Interval<T>, other: Interval<T>): boolean {
  if (one.to === undefined || other.to === undefined) return one.to !== undefined;
  return one.to < other.to || (one.to === other.to && one.toOpen === true);
}

function isEmpty<T extends number | string>({ from, fromOpen, to, toOpen, except = [] }: Interval<T>): boolean {
  if (from === undefined || to === undefined || from < to) return false;
  return from > to || fromOpen === true || toOpen === true || except.includes(from);
}
