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
  /** Told each line that the service prints. */
  readonly onLine?: (line: string) => void;
  /** Told that it died and is started again; once for a reason, while it keeps dying of it. */
  readonly onDeath?: (reason: string) => void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const STABLE_MS = 30_000;
const GRACE_MS = 2_000;
/** `Error: …`, `SyntaxError: …`, `Error [ERR_MODULE_NOT_FOUND]: …` */
const ERROR_LINE = /^\w*Error\b/;

/** Ends the child with its parent, however that ends; the service itself need not know of it. */
const ENDS_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.exit(0)); process.channel?.unref();",
)}`;

/** Runs a service in a process of its own. One that dies is started again, after pauses that grow while it keeps dying. */
export function startService(options: ServiceOptions): ServiceProcess {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let isStopping = false;
  let knownReason: string | undefined;

  function start(): void {
    const begun = Date.now();
    const { process: started, errorLine } = spawnService(options);
    child = started;
    started.once('close', (code, signal) => {
      child = undefined;
      if (isStopping) return;
      const isStable = Date.now() - begun > STABLE_MS;
      if (isStable) pauseMs = FIRST_PAUSE_MS;
      const reason = [signal ?? `exit ${code}`, errorLine()].filter(Boolean).join(': ');
      if (isStable || reason !== knownReason) options.onDeath?.(reason);
      knownReason = reason;
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    });
  }

  start();
  return {
    name: options.name,
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      if (child !== undefined) await end(child);
    },
  };
}

interface Spawned {
  readonly process: ChildProcess;
  /** The first line on its standard error that says what is wrong. */
  readonly errorLine: () => string | undefined;
}

function spawnService({ path, env, onLine }: ServiceOptions): Spawned {
  const child = spawn(process.execPath, ['--import', ENDS_WITH_PARENT, path], {
    env: childEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let errorLine: string | undefined;
  child.stdout?.setEncoding('utf8').on(
    'data',
    lines((line) => onLine?.(line)),
  );
  child.stderr?.setEncoding('utf8').on(
    'data',
    lines((line) => {
      if (ERROR_LINE.test(line)) errorLine ??= line;
      onLine?.(line);
    }),
  );
  child.once('error', ({ message }) => {
    errorLine ??= message;
  });
  return { process: child, errorLine: () => errorLine };
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
function lines(onLine: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line.trim() !== '') onLine(line);
  };
}
