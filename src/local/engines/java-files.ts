import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cachedFolder, HERE, runTool } from './cached-folder.ts';
import type { EngineName } from './engine.ts';
import { engineFault } from './engine-fault.ts';

const LAUNCHERS = { kafka: 'LoopbackKafka', dynamodb: 'LoopbackDynamoDb', opensearch: 'LoopbackOpenSearch' } as const;

export type JavaEngineName = Extract<EngineName, keyof typeof LAUNCHERS>;

/** What a JVM needs to run an engine: `libs/`, `classes/` with the launcher, and the launcher's name. */
export interface JavaFiles {
  readonly folder: string;
  readonly mainClass: string;
}

/** The engine's files; fetched where they are missing, from Maven Central by Maven, and compared with the checksums in `jars/`. */
export async function javaFiles(engine: JavaEngineName, cache: string): Promise<JavaFiles> {
  const mainClass = LAUNCHERS[engine];
  const launcher = ['Parent', mainClass].map((name) => `java/${name}.java`);
  const sources = [`jars/${engine}.pom.xml`, `jars/${engine}.sha256`, ...launcher];
  const folder = await cachedFolder(engine, cache, sources, async (draft) => {
    const libs = join(draft, 'libs');
    await runTool(engine, 'mvn', [
      ...['--batch-mode', '--quiet', '--no-transfer-progress', '--strict-checksums'],
      ...['--file', join(HERE, `jars/${engine}.pom.xml`), 'dependency:copy-dependencies'],
      ...['-DincludeScope=runtime', `-DoutputDirectory=${libs}`],
    ]);
    await compareChecksums(engine, libs);
    await runTool(engine, 'javac', [
      ...['--release', '17', '-classpath', join(libs, '*'), '-d', join(draft, 'classes')],
      ...launcher.map((source) => join(HERE, source)),
    ]);
  });
  return { folder, mainClass };
}

async function compareChecksums(engine: JavaEngineName, libs: string): Promise<void> {
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
