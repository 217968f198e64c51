import type { Json, JsonObject } from '../json.ts';

/** What a distributed Map iterates over where it is given an object. AWS: "ItemReader (Map)", JSON data from a previous step. */
export function pairsOf(object: JsonObject): Json[] {
  return Object.entries(object).map(([Key, Value]) => ({ Key, Value }));
}
