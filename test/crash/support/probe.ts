import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { CrashPlan, CrashPoint } from './points.ts';

/** Ends this process with SIGKILL at the point of the plan. Every thread has its own. */
export interface Probe {
  /** Passes the point, or dies. */
  readonly pass: (point: CrashPoint) => void;
  /** True at the plan's passage: the process dies after the plan's delay, whatever it does meanwhile. */
  readonly isLast: (point: CrashPoint) => boolean;
  /** Does the work; at the plan's passage the process dies while it is under way, and never comes back from it. */
  readonly during: (point: CrashPoint, work: () => void) => void;
}

export function createProbe(plan: CrashPlan | undefined): Probe {
  const executioner = plan === undefined || plan.delayMs === 0 ? undefined : createExecutioner(plan);
  let passages = 0;

  function isDue(point: CrashPoint): boolean {
    return plan?.point === point && passages++ === plan.survived;
  }
  return {
    pass: (point) => {
      if (isDue(point)) die(point);
    },
    isLast: (point) => {
      if (!isDue(point)) return false;
      announce(point, 'from here on');
      executioner?.call();
      if (executioner === undefined) die(point);
      return true;
    },
    during: (point, work) => {
      if (!isDue(point)) {
        work();
        return;
      }
      announce(point, 'begun');
      executioner?.call();
      work();
      announce(point, 'ended before the kill');
      if (executioner === undefined) die(point);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    },
  };
}

/** A thread that waits for the call, then for the delay, awake: it hits within some microseconds. */
function createExecutioner({ delayMs }: CrashPlan) {
  const called = new Int32Array(new SharedArrayBuffer(4));
  const code = `
    const { called, delayMs } = require('node:worker_threads').workerData;
    Atomics.wait(called, 0, 0);
    const end = performance.now() + delayMs;
    while (performance.now() < end) {}
    process.kill(process.pid, 'SIGKILL');`;
  new Worker(code, { eval: true, execArgv: [], workerData: { called, delayMs } }).unref();
  return {
    call: () => {
      Atomics.store(called, 0, 1);
      Atomics.notify(called, 0);
    },
  };
}

function die(point: CrashPoint): never {
  announce(point, 'here');
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Past all buffers of the process. */
function announce(point: CrashPoint, note: string): void {
  writeSync(1, `${JSON.stringify({ event: 'dies', point, note })}\n`);
}
