import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineName } from './engine.ts';
import { engineFault } from './engine-fault.ts';

export interface EngineCommand {
  readonly engine: EngineName;
  readonly command: string;
  /** What follows on the command line; the folder is the engine's own, empty, and removed at its end. */
  readonly options: (directory: string) => readonly string[];
  /** True once the engine serves clients. Asked again and again until then. */
  readonly isReady: () => Promise<boolean>;
}

export interface EngineProcess {
  readonly pid: number;
  /** Resolves when the process and its folder are gone. */
  stop(): Promise<void>;
}

const READY_MS = 90_000;
const POLL_MS = 50;

/**
 * Starts an engine with a temporary folder of its own and resolves when it serves. It ends with this process, however that ends: its
 * standard input closes. Rejects with `SFC_ENGINE_UNAVAILABLE` and the end of the engine's log.
 */
export async function startEngineProcess({ engine, command, options, isReady }: EngineCommand): Promise<EngineProcess> {
  const directory = mkdtempSync(join(tmpdir(), `sfc-${engine}-`));
  const log = join(directory, 'engine.log');
  const output = openSync(log, 'a');
  const child = spawn(command, options(directory), { stdio: ['pipe', output, output], cwd: directory });
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
