import { createHash } from 'node:crypto';
import { isObject, type Json, type JsonObject, member } from '../asl/json.ts';

/** Deeper values are refused where they enter: nothing behind the door has to survive them on its stack. */
export const MAX_DEPTH = 500;

/**
 * JSON text that is equal for equal values: members sorted by name, no white space. Lone surrogates stand as `\udXXX`
 * escapes and `__proto__` is a member like any other, so both are told apart and carried on.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((key) => canonicalMember(value, key))
    .join(',')}}`;
}

function canonicalMember(object: JsonObject, key: string): string {
  return `${JSON.stringify(key)}:${canonicalJson(member(object, key) ?? null)}`;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether arrays and objects are nested at most `limit` deep. Safe on any depth. */
export function isWithinDepth(value: Json, limit: number): boolean {
  let level = isContainer(value) ? [value] : [];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === limit) return false;
    const inner: Container[] = [];
    for (const container of level) {
      for (const item of Array.isArray(container) ? container : Object.values(container)) {
        if (isContainer(item)) inner.push(item);
      }
    }
    level = inner;
  }
  return true;
}

type Container = readonly Json[] | JsonObject;

function isContainer(value: Json): value is Container {
  return typeof value === 'object' && value !== null;
}
