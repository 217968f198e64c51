import { type ChildProcess, spawn } from 'node:child_process';
import { childEnvironment } from '../config.ts';

export interface ServiceProcess {
  readonly name: string;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** What people know it by. */
  readonly name: string;
  /** The module that is the service. */
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** Told each line that the service prints, and when it dies. */
  readonly onLine?: (line: string) => void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const STABLE_MS = 30_000;
const GRACE_MS = 2_000;

/** Ends the child with its parent, however that ends; the service itself need not know of it. */
const ENDS_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.exit(0)); process.channel?.unref();",
)}`;

/** Runs a service in a process of its own. One that dies is started again, after pauses that grow while it keeps dying. */
export function startService({ name, path, env, onLine }: ServiceOptions): ServiceProcess {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let isStopping = false;

  function start(): void {
    const begun = Date.now();
    const started = spawn(process.execPath, ['--import', ENDS_WITH_PARENT, path], {
      env: childEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) stream?.setEncoding('utf8').on('data', lines(onLine));
    started.once('error', (error) => onLine?.(error.message));
    started.once('close', (code, signal) => {
      child = undefined;
      if (isStopping) return;
      if (Date.now() - begun > STABLE_MS) pauseMs = FIRST_PAUSE_MS;
      onLine?.(`ended (${signal ?? `exit ${code}`}); it is started again in ${pauseMs} ms`);
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    });
  }

  start();
  return {
    name,
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      if (child !== undefined) await end(child);
    },
  };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    child.once('close', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** Calls back for whole lines, however the text was cut. */
function lines(onLine: ServiceOptions['onLine']): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line.trim() !== '') onLine?.(line);
  };
}
