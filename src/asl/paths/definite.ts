import { isObject, type Json, member } from '../json.ts';
import type { ParsedPath } from './token.ts';

/** A member name or an index of a list. */
export type Key = string | number;

/** The keys of a path that consists of single names and indexes only, or undefined for any other path. */
export function definiteKeys(path: ParsedPath): readonly Key[] | undefined {
  const keys: Key[] = [];
  for (const token of path.tokens) {
    const parts = token.type === 'names' ? token.names : token.type === 'indexes' ? token.indexes : [];
    const key = parts[0];
    if (key === undefined || parts.length > 1) return undefined;
    keys.push(key);
  }
  return keys;
}

/** Finds the value that the keys lead to, or undefined where they lead nowhere. */
export function readerOf(keys: readonly Key[]): (document: Json) => Json | undefined {
  const hasPrototypeName = keys.some((key) => typeof key === 'string' && key in Object.prototype);
  return hasPrototypeName ? (document) => readOwn(document, keys) : (document) => readPlain(document, keys);
}

function readOwn(document: Json, keys: readonly Key[]): Json | undefined {
  let value: Json | undefined = document;
  for (const key of keys) {
    if (typeof key === 'number') value = Array.isArray(value) ? value.at(key) : undefined;
    else value = isObject(value) ? member(value, key) : undefined;
  }
  return value;
}

/** What every path of a blueprint goes through: names that no prototype has are read without asking whose they are. */
function readPlain(document: Json, keys: readonly Key[]): Json | undefined {
  let value: unknown = document;
  for (let at = 0; at < keys.length; at++) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = keys[at] as Key;
    if (Array.isArray(value) !== (typeof key === 'number')) return undefined;
    value = (value as Record<Key, unknown>)[typeof key === 'number' && key < 0 ? key + (value as Json[]).length : key];
  }
  return value as Json | undefined;
}
