import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineFault } from './engine-fault.ts';
import { type EngineName, engineFiles } from './engine-files.ts';

export interface JavaEngine {
  readonly engine: EngineName;
  /** Where the engine's files are kept between runs. */
  readonly cache: string;
  readonly heapMebibytes: number;
  /** Options of the JVM that depend on the folder of the engine's files. */
  readonly jvmOptions?: (files: string) => readonly string[];
  /** Lays out the engine's own folder; what it returns follows that folder on the launcher's command line. */
  readonly prepare: (directory: string) => readonly string[];
  /** True once the engine serves clients. Asked again and again until then. */
  readonly isReady: () => Promise<boolean>;
}

export interface JavaProcess {
  readonly pid: number;
  /** Resolves when the process and its folder are gone. */
  stop(): Promise<void>;
}

const READY_MS = 90_000;
const POLL_MS = 50;

/**
 * Starts an engine in a JVM with a temporary folder of its own and resolves when it serves. It ends with this process, however
 * that ends: its standard input closes. Rejects with `SFC_ENGINE_UNAVAILABLE` and the end of the engine's log.
 */
export async function startJavaProcess(options: JavaEngine): Promise<JavaProcess> {
  const { engine, cache, heapMebibytes, jvmOptions, prepare, isReady } = options;
  const files = await engineFiles(engine, cache);
  const directory = mkdtempSync(join(tmpdir(), `sfc-${engine}-`));
  const log = join(directory, 'engine.log');
  const output = openSync(log, 'a');
  const child = spawn(
    'java',
    [
      ...['-Xms64m', `-Xmx${heapMebibytes}m`, '-XX:+UseSerialGC', '-Djava.net.preferIPv4Stack=true'],
      ...(jvmOptions?.(files.directory) ?? []),
      ...['-classpath', `${files.directory}/classes:${files.directory}/libs/*`, files.mainClass],
      ...[directory, ...prepare(directory)],
    ],
    { stdio: ['pipe', output, output], cwd: directory },
  );
  closeSync(output);
  let ended: string | undefined;
  const gone = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      ended ??= reason;
      resolve();
    };
    child.once('exit', (code, signal) => end(signal ?? `exit ${code}`));
    child.once('error', ({ message }) => end(message));
  });
  const stop = async () => {
    child.stdin?.destroy();
    await gone;
    rmSync(directory, { recursive: true, force: true });
  };

  const deadline = performance.now() + READY_MS;
  while (!(await isReady())) {
    if (ended === undefined && performance.now() < deadline) {
      await sleep(POLL_MS);
      continue;
    }
    const problem = ended === undefined ? `does not serve after ${READY_MS} ms` : `ended before it served (${ended})`;
    const fault = engineFault(engine, `${problem}:\n${tail(log)}`);
    await stop();
    throw fault;
  }
  return { pid: child.pid ?? 0, stop };
}

function tail(log: string): string {
  try {
    return readFileSync(log, 'utf8').slice(-3_000);
  } catch {
    return '';
  }
}
