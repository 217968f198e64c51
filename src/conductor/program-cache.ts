import type { Blueprint } from '../asl/blueprint.ts';
import type { Result } from '../asl/result.ts';
import { SfcError } from '../errors/sfc-error.ts';
import type { BlueprintStore } from '../ports/blueprint-store.ts';
import { createLru } from './lru.ts';

/** Compiled blueprint versions. They are immutable, so a program once compiled stays right for ever. */
export interface Programs<Program> {
  /** A promise only where the version must be read first. Faults: `SFC_UNKNOWN_VERSION`, `SFC_INVALID_BLUEPRINT`, the store's. */
  readonly get: (name: string, version: number) => Program | Promise<Program>;
}

export interface ProgramCacheOptions<Program> {
  readonly blueprintStore: Pick<BlueprintStore, 'version'>;
  readonly compile: (blueprint: Blueprint) => Result<Program>;
  readonly maxPrograms?: number;
}

export function createProgramCache<Program>(options: ProgramCacheOptions<Program>): Programs<Program> {
  const programs = createLru<string, Program>(options.maxPrograms ?? 256);
  const loading = new Map<string, Promise<Program>>();

  async function load(name: string, version: number): Promise<Program> {
    const stored = await options.blueprintStore.version(name, version);
    if (!stored) {
      throw new SfcError('SFC_UNKNOWN_VERSION', `Blueprint "${name}" has no version ${version}.`);
    }
    const compiled = options.compile(stored.blueprint);
    if (!compiled.ok) {
      const { error, cause } = compiled.error;
      throw new SfcError('SFC_INVALID_BLUEPRINT', `Blueprint "${name}" version ${version}: ${cause ?? error}`);
    }
    return compiled.value;
  }

  return {
    get: (name, version) => {
      const key = `${name}@${version}`;
      const cached = programs.get(key);
      if (cached !== undefined) return cached;
      let promise = loading.get(key);
      if (!promise) {
        promise = load(name, version)
          .then((program) => {
            programs.set(key, program);
            return program;
          })
          .finally(() => loading.delete(key));
        loading.set(key, promise);
      }
      return promise;
    },
  };
}
