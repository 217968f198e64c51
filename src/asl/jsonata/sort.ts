import type { Meter } from './meter.ts';
import { Refusal } from './refusal.ts';

/** Whether the first of two items belongs behind the second. */
interface Comparator {
  apply(self: unknown, args: unknown[]): unknown;
}

/** `$sort`: a stable merge sort. The library's own copies its input once per item. */
export async function mergeSort(
  _meter: Meter,
  items: readonly unknown[] | undefined,
  swaps?: Comparator,
): Promise<unknown> {
  if (items === undefined || items.length <= 1) {
    return items;
  }
  if (swaps === undefined) {
    return sortPlain(items);
  }
  return sorted(items, swaps);
}

/** Compares in the library's order, so that inconsistent comparators and failing ones give what the library gives. */
async function sorted(items: readonly unknown[], swaps: Comparator): Promise<readonly unknown[]> {
  if (items.length <= 1) {
    return items;
  }
  const middle = Math.floor(items.length / 2);
  const left = await sorted(items.slice(0, middle), swaps);
  return merge(left, await sorted(items.slice(middle), swaps), swaps);
}

async function merge(left: readonly unknown[], right: readonly unknown[], swaps: Comparator): Promise<unknown[]> {
  const result: unknown[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    const swap = await swaps.apply(undefined, [left[l], right[r]]);
    result.push(swap ? right[r++] : left[l++]);
  }
  for (const rest of [left.slice(l), right.slice(r)]) {
    for (const item of rest) {
      result.push(item);
    }
  }
  return result;
}

function sortPlain(items: readonly unknown[]): unknown[] {
  const type = typeof items[0];
  if ((type !== 'number' && type !== 'string') || items.some((item) => typeof item !== type)) {
    throw new Refusal(
      'D3070: The single argument form of the sort function can only be applied to an array of strings or an array of ' +
        'numbers.  Use the second argument to specify a comparison function',
    );
  }
  return (items as (number | string)[]).toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}
