import { isObject, type Json, member } from './json.ts';

const maxDepth = 1_000;

/**
 * How much there is to read in a value: its values, names and characters, shared parts counted as often as they occur. More than
 * `limit` where it exceeds that, without reading on; infinite for a value that is nested more than a thousand levels deep or
 * holds a number that JSON cannot write.
 */
export function weightOf(value: Json, limit: number, depth = 0): number {
  if (typeof value === 'string') return 1 + value.length;
  if (typeof value === 'number') return Number.isFinite(value) ? 1 : Number.POSITIVE_INFINITY;
  if (typeof value !== 'object' || value === null) return 1;
  if (depth >= maxDepth) return Number.POSITIVE_INFINITY;
  let weight = 1;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && weight <= limit; at++)
      weight += weightOf(value[at], limit - weight, depth + 1);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      weight += key.length + weightOf(member(value, key) ?? null, limit - weight, depth + 1);
      if (weight > limit) break;
    }
  }
  return weight;
}
