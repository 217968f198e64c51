import { type Json, type JsonObject, member } from '../json.ts';
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

/** The value that the keys lead to, or undefined where they lead nowhere. */
export function readKeys(document: Json, keys: readonly Key[]): Json | undefined {
  let value: Json | undefined = document;
  for (let at = 0; at < keys.length; at++) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = keys[at] as Key;
    if (typeof key === 'string') {
      if (Array.isArray(value)) return undefined;
      value = member(value as JsonObject, key);
    } else {
      if (!Array.isArray(value)) return undefined;
      value = key < 0 ? value.at(key) : (value[key] as Json | undefined);
    }
  }
  return value;
}
