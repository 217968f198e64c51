import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engineFault } from './engine-fault.ts';

export type EngineName = 'kafka' | 'dynamodb' | 'opensearch';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const LAUNCHERS = { kafka: 'LoopbackKafka', dynamodb: 'LoopbackDynamoDb', opensearch: 'LoopbackOpenSearch' } as const;

const run = promisify(execFile);

/** What a JVM needs to run an engine: `libs/`, `classes/` with the launcher, and the launcher's name. */
export interface EngineFiles {
  readonly directory: string;
  readonly mainClass: string;
}

/**
 * The engine's files in the folder `cache`. Fetched where they are missing, from Maven Central by Maven, and compared with the
 * checksums that stand here; each set of versions has a folder of its own. Rejects with `SFC_ENGINE_UNAVAILABLE`.
 */
export async function engineFiles(engine: EngineName, cache: string): Promise<EngineFiles> {
  const mainClass = LAUNCHERS[engine];
  const sources = [`jars/${engine}.pom.xml`, `jars/${engine}.sha256`, 'java/Parent.java', `java/${mainClass}.java`];
  const key = createHash('sha256');
  for (const source of sources) key.update(readFileSync(join(HERE, source)));
  const directory = join(cache, `${engine}-${key.digest('hex').slice(0, 12)}`);
  if (!existsSync(directory)) await fetchInto(directory, engine, cache);
  return { directory, mainClass };
}

/** Made beside its place and moved there whole: two processes may do so at once. */
async function fetchInto(directory: string, engine: EngineName, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, `.${engine}-`));
  try {
    await tool(engine, 'mvn', [
      ...['--batch-mode', '--quiet', '--no-transfer-progress', '--strict-checksums'],
      ...['--file', join(HERE, `jars/${engine}.pom.xml`), 'dependency:copy-dependencies'],
      ...['-DincludeScope=runtime', `-DoutputDirectory=${join(draft, 'libs')}`],
    ]);
    await compareChecksums(engine, join(draft, 'libs'));
    await tool(engine, 'javac', [
      ...['--release', '17', '-classpath', join(draft, 'libs', '*'), '-d', join(draft, 'classes')],
      ...['Parent', LAUNCHERS[engine]].map((name) => join(HERE, 'java', `${name}.java`)),
    ]);
    await rename(draft, directory).catch((error: unknown) => {
      if (!existsSync(directory)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function tool(engine: EngineName, command: string, options: readonly string[]): Promise<void> {
  try {
    await run(command, options, { maxBuffer: 16 * 1024 * 1024 });
  } catch (cause) {
    const { code, stdout = '', stderr = '' } = cause as { code?: unknown; stdout?: string; stderr?: string };
    const reason = code === 'ENOENT' ? `there is no ${command} on the PATH` : `${stdout}${stderr}`.trim().slice(-2_000);
    throw engineFault(engine, `was not fetched: ${reason}`, cause);
  }
}

async function compareChecksums(engine: EngineName, libs: string): Promise<void> {
  const expected = readFileSync(join(HERE, `jars/${engine}.sha256`), 'utf8')
    .trim()
    .split('\n')
    .sort();
  const names = await readdir(libs);
  const found = (await Promise.all(names.map(async (name) => `${await sha256(join(libs, name))}  ${name}`))).sort();
  const wrong = expected.find((line) => !found.includes(line)) ?? found.find((line) => !expected.includes(line));
  if (wrong !== undefined)
    throw engineFault(engine, `was fetched with other files than ${engine}.sha256 lists: ${wrong}`);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
