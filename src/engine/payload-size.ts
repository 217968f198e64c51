import { isObject, type Json } from '../asl/json.ts';

/** Levels of arrays and objects within each other that a flow may make of payloads; every reader's stack holds as many. */
export const MOST_LEVELS = 1_000;

/**
 * Whether the value, as UTF-8 JSON, takes more than `limit` bytes, or has more than `MOST_LEVELS` levels. Characters are looked at
 * only where it may; stops at the limit.
 */
export function exceedsSize(value: Json, limit: number): boolean {
  return roomAtWorst(value, limit, MOST_LEVELS) < 0 && remaining(value, limit, MOST_LEVELS) < 0;
}

/** Whether it is the levels that `exceedsSize` refused. */
export function exceedsLevels(value: Json): boolean {
  return exceedsSize(value, Number.POSITIVE_INFINITY);
}

/** Bytes that the value takes as UTF-8 JSON; infinite where it has too many levels. */
export function sizeOf(value: Json): number {
  return Number.MAX_SAFE_INTEGER - remaining(value, Number.MAX_SAFE_INTEGER, MOST_LEVELS);
}

/** What is left of the limit if every character were escaped. */
function roomAtWorst(value: Json, left: number, levels: number): number {
  if (typeof value === 'string') return left - 6 * value.length - 2;
  if (typeof value === 'number') return left - LONGEST_NUMBER;
  let rest = left - 5;
  if (levels === 0 && typeof value === 'object' && value !== null) return TOO_DEEP;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && rest >= 0; i++) rest = roomAtWorst(value[i] as Json, rest, levels - 1) - 1;
  } else if (isObject(value)) {
    for (const key in value) {
      rest = roomAtWorst(value[key] as Json, rest - 6 * key.length - 4, levels - 1);
      if (rest < 0) break;
    }
  }
  return rest;
}

const LONGEST_NUMBER = 25;
const TOO_DEEP = Number.NEGATIVE_INFINITY;

function remaining(value: Json, left: number, levels: number): number {
  if (left < 0) return left;
  if (typeof value === 'string') return left - stringSize(value, left);
  if (typeof value === 'number') return left - String(value).length;
  if (levels === 0 && typeof value === 'object' && value !== null) return TOO_DEEP;
  if (Array.isArray(value)) {
    let rest = value.length === 0 ? left - 2 : left - 1;
    for (let i = 0; i < value.length && rest >= 0; i++) rest = remaining(value[i] as Json, rest, levels - 1) - 1;
    return rest;
  }
  if (!isObject(value)) return left - (value === false ? 5 : 4);
  let rest = left - 1;
  let isEmpty = true;
  for (const key in value) {
    isEmpty = false;
    rest = remaining(value[key] as Json, rest - stringSize(key, rest) - 2, levels - 1);
    if (rest < 0) break;
  }
  return isEmpty ? rest - 1 : rest;
}

/** Bytes of the string with its quotes, as JSON.stringify writes it: control characters and lone surrogates are escaped. */
function stringSize(text: string, left: number): number {
  let size = text.length + 2;
  for (let i = 0; i < text.length && size <= left; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      if (code < 0xd800 || code > 0xdfff) size += code > 0x7ff ? 2 : 1;
      else if (code < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
        size += 2;
        i++;
      } else size += 5;
    } else if (code < 0x20) size += SHORT_ESCAPES.has(code) ? 1 : 5;
    else if (code === 0x22 || code === 0x5c) size++;
  }
  return size;
}

/** The control characters that have an escape of two characters: \b, \t, \n, \f and \r. */
const SHORT_ESCAPES: ReadonlySet<number> = new Set([8, 9, 10, 12, 13]);

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
