import type { Blueprint } from '../asl/blueprint.ts';
import type { SchemaCheck, SchemaCompiler } from '../asl/program.ts';
import { SfcError } from '../errors/sfc-error.ts';
import type { BlueprintStore } from '../ports/blueprint-store.ts';

/** What a start needs of a version. */
export interface LoadedVersion {
  readonly blueprint: Blueprint;
  readonly checkInput: SchemaCheck | undefined;
}

export interface LoadedVersions {
  /** Rejects with `SFC_UNKNOWN_VERSION`. Versions are immutable, so one that was loaded stays right. */
  readonly get: (name: string, version: number) => LoadedVersion | Promise<LoadedVersion>;
}

const CAPACITY = 500;

/** Versions by (name, version), the least recently used ones dropped. */
export function createLoadedVersions(store: BlueprintStore, schemas: SchemaCompiler): LoadedVersions {
  const cache = new Map<string, LoadedVersion>();

  async function load(key: string, name: string, version: number): Promise<LoadedVersion> {
    const stored = await store.version(name, version);
    if (stored === undefined) throw unknownVersion(name, version);
    const loaded = { blueprint: stored.blueprint, checkInput: inputCheck(stored.blueprint, schemas) };
    cache.set(key, loaded);
    const [oldest] = cache.keys();
    if (cache.size > CAPACITY && oldest !== undefined) cache.delete(oldest);
    return loaded;
  }

  return {
    get: (name, version) => {
      const key = `${name}:${version}`;
      const known = cache.get(key);
      if (known === undefined) return load(key, name, version);
      cache.delete(key);
      cache.set(key, known);
      return known;
    },
  };
}

export function unknownVersion(name: string, version: number): SfcError {
  return new SfcError('SFC_UNKNOWN_VERSION', `The blueprint ${name} has no version ${version}.`, {
    details: { blueprint: name, version },
  });
}

function inputCheck(blueprint: Blueprint, schemas: SchemaCompiler): SchemaCheck | undefined {
  if (blueprint.InputSchema === undefined) return undefined;
  const compiled = schemas(blueprint.InputSchema);
  if (compiled.ok) return compiled.value;
  throw new SfcError('SFC_INVALID_BLUEPRINT', `InputSchema is ${compiled.error.cause}.`);
}
