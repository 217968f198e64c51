import { isObject, type Json, member, setMember } from '../json.ts';
import { failed, ok, type Result } from '../result.ts';
import { definiteKeys, type Key, readerOf } from './definite.ts';
import { parsePath } from './parse-path.ts';

/** A path that names exactly one place, by names and indexes only. Specification: "Reference Paths". */
export interface ReferencePath {
  readonly source: string;
  /** The value at the place; fails with States.Runtime where there is none. */
  readonly read: (root: Json) => Result<Json>;
  /**
   * A copy of `root` that holds `value` at the place; `root` stays as it is and shares what did not change.
   * Objects that are missing on the way are made, lists are not. Fails with States.ResultPathMatchFailure.
   */
  readonly write: (root: Json, value: Json) => Result<Json>;
}

/** Compiles `$`, `$.name`, `$['name']` and `$[0]` chains; anything else fails. Specification: "Reference Paths". */
export function compileReferencePath(text: string): Result<ReferencePath> {
  const source = text.trim();
  const parsed = source.startsWith('$') ? parsePath(source) : undefined;
  const keys = parsed?.ok === true ? definiteKeys(parsed.value) : undefined;
  if (keys === undefined || keys.some((key) => typeof key === 'number' && key < 0)) {
    return failed('States.Runtime', `Invalid path '${text}' : The path is no reference path`);
  }
  const find = readerOf(keys);
  return ok({
    source,
    read: (root) => found(source, keys, find(root)),
    write: (root, value) => write(source, keys, root, value),
  });
}

function found(source: string, keys: readonly Key[], value: Json | undefined): Result<Json> {
  if (value !== undefined) return ok(value);
  const place = keys.map((key) => (typeof key === 'string' ? `['${key}']` : `[${key}]`)).join('');
  return failed('States.Runtime', `Invalid path '${source}' : No results for path: $${place}`);
}

function write(source: string, keys: readonly Key[], root: Json, value: Json): Result<Json> {
  const written = writeKeys(root, keys, 0, value);
  if (written !== undefined) return ok(written);
  const cause = `Unable to apply ReferencePath ${source} to input ${JSON.stringify(root)}`;
  return failed('States.ResultPathMatchFailure', cause);
}

function writeKeys(target: Json | undefined, keys: readonly Key[], at: number, value: Json): Json | undefined {
  const key = keys[at];
  if (key === undefined) return value;
  return typeof key === 'string' ? writeName(target, key, keys, at, value) : writeItem(target, key, keys, at, value);
}

function writeName(
  target: Json | undefined,
  name: string,
  keys: readonly Key[],
  at: number,
  value: Json,
): Json | undefined {
  if (target !== undefined && !isObject(target)) return undefined;
  const inner = writeKeys(target && member(target, name), keys, at + 1, value);
  if (inner === undefined) return undefined;
  const copy: Record<string, Json> = { ...target };
  setMember(copy, name, inner);
  return copy;
}

function writeItem(
  target: Json | undefined,
  index: number,
  keys: readonly Key[],
  at: number,
  value: Json,
): Json | undefined {
  if (!Array.isArray(target) || index >= target.length) return undefined;
  const inner = writeKeys(target[index], keys, at + 1, value);
  return inner === undefined ? undefined : target.with(index, inner);
}
