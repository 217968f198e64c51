import { isObject, type Json, member } from '../json.ts';
import { ok, type Result } from '../result.ts';
import { pairsOf } from './pairs.ts';
import { readerFailed } from './reader-error.ts';

const NOT_ITERABLE = 'Attempting to map over non-iterable node.';

/** The elements of the list that the document is, or of the list or object that the pointer leads to. */
export function itemsOfJson(text: string, pointer: string | undefined, most: number): Result<Json[]> {
  const document = parse(text);
  if (!document.ok) return document;
  const items = pointer === undefined ? document : resolve(document.value, pointer);
  if (!items.ok) return items;
  if (Array.isArray(items.value)) return ok((items.value as Json[]).slice(0, most));
  // An object that is the whole document was refused when it was recorded; the pointer is younger, and documented with objects.
  if (pointer !== undefined && isObject(items.value)) return ok(pairsOf(items.value).slice(0, most));
  return readerFailed(NOT_ITERABLE);
}

/** One item per line; lines without text are none. */
export function itemsOfJsonLines(text: string, most: number): Result<Json[]> {
  const items: Json[] = [];
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    if (items.length >= most) break;
    if (source.trim() === '') continue;
    const item = parse(source, line);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

function parse(text: string, line?: number): Result<Json> {
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')) as Json);
  } catch {
    const where = line === undefined ? 'The object' : `Line ${line} of the object`;
    return readerFailed(`${where} is not valid JSON.`);
  }
}

/** RFC 6901. */
function resolve(document: Json, pointer: string): Result<Json> {
  if (pointer === '') return ok(document);
  let value: Json | undefined = pointer.startsWith('/') ? document : undefined;
  for (const token of pointer.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(key) ? (value as Json[])[Number(key)] : undefined;
    else value = isObject(value) ? member(value, key) : undefined;
  }
  return value === undefined
    ? readerFailed(`The ItemsPointer '${pointer}' leads to nothing in the object.`)
    : ok(value);
}
