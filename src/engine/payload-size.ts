import { isObject, type Json } from '../asl/json.ts';

/** Whether the value, as UTF-8 JSON, takes more than `limit` bytes. Stops counting at the limit. */
export function exceedsSize(value: Json, limit: number): boolean {
  return remaining(value, limit) < 0;
}

function remaining(value: Json, left: number): number {
  if (left < 0) return left;
  if (typeof value === 'string') return left - stringSize(value);
  if (typeof value === 'number') return left - String(value).length;
  if (Array.isArray(value)) {
    let rest = left - 2;
    for (let i = 0; i < value.length && rest >= 0; i++) rest = remaining(value[i] as Json, rest) - 1;
    return rest;
  }
  if (!isObject(value)) return left - (value === false ? 5 : 4);
  let rest = left - 2;
  for (const key in value) {
    rest = remaining(value[key] as Json, rest - stringSize(key) - 2);
    if (rest < 0) break;
  }
  return rest;
}

/** Bytes of the string with its quotes. Escapes of control characters count as two. */
function stringSize(text: string): number {
  let size = text.length + 2;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) size += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
    else if (code < 0x20 || code === 0x22 || code === 0x5c) size++;
  }
  return size;
}
