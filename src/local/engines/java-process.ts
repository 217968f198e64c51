import type { EngineOptions } from './engine.ts';
import { type EngineProcess, startEngineProcess } from './engine-process.ts';
import { type JavaEngineName, javaFiles } from './java-files.ts';

export interface JavaEngine extends Required<Pick<EngineOptions, 'cache' | 'heapMebibytes'>> {
  readonly engine: JavaEngineName;
  /** Options of the JVM that depend on the folder of the engine's files. */
  readonly jvmOptions?: (files: string) => readonly string[];
  /** Lays out the engine's own folder; what it returns follows that folder on the launcher's command line. */
  readonly prepare: (directory: string) => readonly string[];
  readonly isReady: () => Promise<boolean>;
}

/** Starts an engine in a JVM. */
export async function startJavaProcess(options: JavaEngine): Promise<EngineProcess> {
  const { engine, cache, heapMebibytes, jvmOptions, prepare, isReady } = options;
  const { folder, mainClass } = await javaFiles(engine, cache);
  return startEngineProcess({
    engine,
    command: 'java',
    isReady,
    options: (directory) => [
      ...['-Xms64m', `-Xmx${heapMebibytes}m`, '-XX:+UseSerialGC', '-Djava.net.preferIPv4Stack=true'],
      ...(jvmOptions?.(folder) ?? []),
      ...['-classpath', `${folder}/classes:${folder}/libs/*`, mainClass],
      ...[directory, ...prepare(directory)],
    ],
  });
}
