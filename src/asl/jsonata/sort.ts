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
  let runs = Array.from(items, (item) => [item]);
  while (runs.length > 1) {
    const merged: unknown[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? [], swaps));
    }
    runs = merged;
  }
  return runs[0];
}

async function merge(left: unknown[], right: unknown[], swaps: Comparator): Promise<unknown[]> {
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
