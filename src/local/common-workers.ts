import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SfcError } from '../errors/sfc-error.ts';
import { jobsTopic } from '../messages/topics.ts';
import type { WorkerSpec } from '../ports/worker-fleet.ts';

export interface CommonSettings {
  readonly replicas: number;
  readonly concurrency: number;
}

/** The common workers that operators want: `common`, and any `common-NAME` beside it. Kept in a file of the directory. */
export interface CommonWorkers {
  readonly specs: () => readonly WorkerSpec[];
  /** Changes a worker, or adds it. Durable when it returns. */
  readonly set: (name: string, settings: Partial<CommonSettings>) => WorkerSpec;
  /** Removing one that is not there changes nothing. */
  readonly remove: (name: string) => void;
}

/** `null`: removed by an operator. */
const settingsFile = z.record(
  z.string(),
  z.object({ replicas: z.int().min(0), concurrency: z.int().min(1) }).nullable(),
);
type Stored = z.output<typeof settingsFile>;
const FILE = 'workers.json';
const MAX = 10_000;

export function createCommonWorkers(directory: string, defaults: CommonSettings): CommonWorkers {
  const path = join(directory, FILE);
  const stored = readStored(path);
  const settingsOf = (name: string): CommonSettings | undefined =>
    name === 'common' && stored[name] === undefined ? defaults : (stored[name] ?? undefined);

  function save(): void {
    writeFileSync(`${path}.new`, `${JSON.stringify(stored, null, 2)}\n`, { flush: true });
    renameSync(`${path}.new`, path);
  }

  return {
    specs: () =>
      ['common', ...Object.keys(stored).filter((name) => name !== 'common')].flatMap((name) => {
        const settings = settingsOf(name);
        return settings === undefined ? [] : [specOf(name, settings)];
      }),
    set: (name, settings) => {
      checkName(name);
      const merged = { ...(settingsOf(name) ?? defaults), ...settings };
      checkCount('replicas', merged.replicas, 0);
      checkCount('concurrency', merged.concurrency, 1);
      stored[name] = merged;
      save();
      return specOf(name, merged);
    },
    remove: (name) => {
      if (settingsOf(name) === undefined) return;
      if (name === 'common') stored[name] = null;
      else delete stored[name];
      save();
    },
  };
}

function specOf(name: string, settings: CommonSettings): WorkerSpec {
  return { name, topic: jobsTopic().name, ...settings };
}

function checkName(name: string): void {
  if (/^common(-[\w.-]{1,60})?$/.test(name)) return;
  throw new SfcError('SFC_INVALID_REQUEST', `${JSON.stringify(name)} cannot name a common worker.`, {
    hint: 'Use `common`, or `common-` and up to 60 letters, digits, `.`, `_` and `-`.',
    details: { field: 'name' },
  });
}

function checkCount(field: string, value: number, minimum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= MAX) return;
  throw new SfcError('SFC_INVALID_REQUEST', `${field} is a whole number from ${minimum} to ${MAX}.`, {
    details: { field },
  });
}

function readStored(path: string): Stored {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  const parsed = settingsFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new SfcError('SFC_STORE_CORRUPT', `The settings of the common workers in ${path} are damaged.`, {
    hint: 'Correct the file, or remove it to begin with the defaults.',
    details: { file: path },
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
