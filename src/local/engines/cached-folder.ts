import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EngineName } from './engine.ts';
import { engineFault } from './engine-fault.ts';

/** The folder of this file, where lists of versions and launchers stand. */
export const HERE = fileURLToPath(new URL('./', import.meta.url));

const run = promisify(execFile);

/**
 * A folder of the cache that is filled when it is missing; one for each content of `sources`, which say what is in it. It is made
 * beside its place and moved there whole: two processes may do so at once.
 */
export async function cachedFolder(
  engine: EngineName,
  cache: string,
  sources: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const key = createHash('sha256');
  for (const source of sources) key.update(readFileSync(join(HERE, source)));
  const folder = join(cache, `${engine}-${key.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, `.${engine}-`));
  try {
    await fill(draft);
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Runs a program that fetches or compiles. Rejects with `SFC_ENGINE_UNAVAILABLE` and what the program says. */
export async function runTool(engine: EngineName, command: string, options: readonly string[]): Promise<void> {
  try {
    await run(command, options, { maxBuffer: 16 * 1024 * 1024 });
  } catch (cause) {
    const { code, stdout = '', stderr = '' } = cause as { code?: unknown; stdout?: string; stderr?: string };
    const reason = code === 'ENOENT' ? `there is no ${command} on the PATH` : `${stdout}${stderr}`.trim().slice(-2_000);
    throw engineFault(engine, `was not fetched: ${reason}`, cause);
  }
}
