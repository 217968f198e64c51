import type { WorkerSpec } from '../ports/worker-fleet.ts';

/** One worker of the process and what it does at the moment. */
export interface Worker {
  spec: WorkerSpec;
  busy: number;
  done: number;
  failed: number;
  /** Those who wait until nothing is under way. */
  readonly whenIdle: (() => void)[];
}

/** A worker that does nothing yet. */
export function createWorker(spec: WorkerSpec): Worker {
  return { spec, busy: 0, done: 0, failed: 0, whenIdle: [] };
}

/** Jobs that the worker does at once. */
export function capacityOf({ spec }: Worker): number {
  return spec.replicas * spec.concurrency;
}

/** Resolves when no job is under way. */
export function idle(worker: Worker): Promise<void> {
  return worker.busy === 0 ? Promise.resolve() : new Promise((resolve) => worker.whenIdle.push(resolve));
}

/** One job is no longer under way. */
export function endJob(worker: Worker): void {
  worker.busy--;
  if (worker.busy === 0) for (const resolve of worker.whenIdle.splice(0)) resolve();
}
