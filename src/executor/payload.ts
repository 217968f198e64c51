import { type Json, type JsonObject, setMember } from '../asl/json.ts';

/**
 * What `JSON.parse(JSON.stringify(value))` gives, without the text in between: a copy that shares nothing with `value`.
 * Undefined where JSON has no such value. Throws what a `toJSON` throws, a TypeError for a BigInt, a RangeError for a cycle.
 */
export function copyAsJson(value: unknown): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'object':
      return value === null ? null : copyObject(value);
    case 'bigint':
      // The conversion that JSON.stringify refuses, with its own message.
      return JSON.parse(JSON.stringify(value)) as Json;
    default:
      return undefined;
  }
}

function copyObject(value: object): Json | undefined {
  if ('toJSON' in value && typeof value.toJSON === 'function') return copyAsJson(value.toJSON());
  if (Array.isArray(value)) return value.map((item) => copyAsJson(item) ?? null);
  if (value instanceof String || value instanceof Number || value instanceof Boolean)
    return copyAsJson(value.valueOf());
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    const member = copyAsJson((value as Record<string, unknown>)[key]);
    if (member !== undefined) setMember(copy, key, member);
  }
  return copy;
}

/** Deeper values are refused where they enter, so that nothing behind has to survive them on its stack. */
const MAX_DEPTH = 500;

export function isTooDeep(value: Json, left = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isTooDeep(item, left - 1));
  for (const key in value) if (isTooDeep((value as JsonObject)[key] ?? null, left - 1)) return true;
  return false;
}
