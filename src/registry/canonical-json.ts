import { createHash } from 'node:crypto';
import { isObject, type Json, type JsonObject, member } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** Deeper values are refused where they enter: nothing behind the door has to survive them on its stack. */
export const MAX_DEPTH = 500;

/**
 * JSON text that is equal for equal values: members sorted by name, no white space. Lone surrogates stand as `\udXXX`
 * escapes and `__proto__` is a member like any other, so both are told apart and carried on. Throws `SFC_INVALID_REQUEST` for a
 * number that is none.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return isInRange(value) ? JSON.stringify(value) : refuseNumber();
  return `{${Object.keys(value)
    .sort()
    .map((key) => canonicalMember(value, key))
    .join(',')}}`;
}

/** JSON.parse reads 1e400 as infinity, which no JSON can hold: it would be another value when the flow is read back. */
function isInRange(value: Json): boolean {
  return typeof value !== 'number' || Number.isFinite(value);
}

function refuseNumber(): never {
  throw new SfcError('SFC_INVALID_REQUEST', 'A number of the payload is out of range: none is larger than 1.8e308.', {
    hint: 'Send the number as text.',
  });
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
