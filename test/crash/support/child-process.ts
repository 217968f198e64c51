import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ConductorSettings } from '../conductor-process.ts';

/** Halves the time of a restart. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'sfc-crash-compile-cache');

export interface DyingConductor {
  /** Resolves true when it serves, false when it died before. */
  readonly ready: Promise<boolean>;
  /** How it ended, with what it said last of its own death. */
  readonly ended: Promise<Ending>;
  readonly kill: () => void;
  /** Asks it to end cleanly. */
  readonly terminate: () => void;
}
export interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  /** `begun`, `here` …: where the plan killed it. */
  readonly note?: string;
  readonly errors: string;
}

export function startConductor(settings: ConductorSettings): DyingConductor {
  const child = start('conductor-process.ts', JSON.stringify(settings));
  let note: string | undefined;
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4_000);
  });
  const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> });
  const ended = once(child, 'close').then(([code, signal]): Ending => {
    return { code, signal, errors, ...(note === undefined ? {} : { note }) };
  });
  const ready = new Promise<boolean>((resolve) => {
    lines.on('line', (line) => {
      const event = JSON.parse(line) as { event: string; note?: string };
      if (event.event === 'ready') resolve(true);
      else note = event.note;
    });
    void ended.then(() => resolve(false));
  });
  return { ready, ended, kill: () => child.kill('SIGKILL'), terminate: () => child.kill('SIGTERM') };
}

/** Starts the service of all jobs; gives its port. */
export async function startService(apiUrl: string): Promise<{ readonly port: number; readonly stop: () => void }> {
  const child = start('service-process.ts', apiUrl);
  child.stderr?.pipe(process.stderr);
  const [chunk] = await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  return { port: Number(String(chunk).trim()), stop: () => child.kill('SIGKILL') };
}

function start(script: string, argument: string): ChildProcess {
  const path = join(import.meta.dirname, '..', script);
  const env = { ...process.env, NODE_COMPILE_CACHE };
  return spawn(process.execPath, [path, argument], { env, stdio: ['pipe', 'pipe', 'pipe'] });
}
