import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SfcError } from '../../errors/sfc-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

/** One file per object under `directory`, with a folder per part of the key. */
export function createObjectStore(directory: string): ObjectStore {
  const pathOf = (key: string) => join(directory, ...key.split('/').map(encodePart));
  return {
    put: (key, body) => guarded(directory, () => writeDurably(pathOf(key), body)),
    get: (key) =>
      guarded(directory, async () => {
        try {
          return await readFile(pathOf(key), 'utf8');
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return undefined;
          throw error;
        }
      }),
    removeAll: (prefix) =>
      guarded(directory, async () => {
        const parts = prefix.split('/').filter((part) => part !== '');
        if (parts.length > 0) await rm(pathOf(parts.join('/')), { recursive: true, force: true });
      }),
  };
}

/** Written beside its place, made durable, then moved: nobody ever reads half an object. */
async function writeDurably(path: string, body: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${randomUUID()}`);
  try {
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(body);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(folder);
  await syncFolder(dirname(folder));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Every part is one safe file name: no separators, no `..`, no name that starts with a dot. */
function encodePart(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replaceAll('.', '%2E').replaceAll('*', '%2A');
}

async function guarded<T>(directory: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new SfcError('SFC_STORE_FULL', `There is no space left to write under ${directory}.`, { cause });
    }
    throw new SfcError('SFC_STORE_UNAVAILABLE', `An object under ${directory} failed: ${String(cause)}.`, { cause });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
