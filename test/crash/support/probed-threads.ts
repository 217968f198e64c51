import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import type { CrashPlan } from './points.ts';

const PRELOADED = new URL('./thread-preload.ts', import.meta.url).href;

/** The store's threads load the probe before their own script. Threads that are not the store's stay as they are. */
export function probeThreads(plan: CrashPlan | undefined): void {
  const Worker = workerThreads.Worker;
  class ProbedWorker extends Worker {
    constructor(script: string | URL, options: workerThreads.WorkerOptions = {}) {
      const isStore = options.name?.startsWith('sfc-') ?? false;
      const added = { execArgv: ['--import', PRELOADED], argv: [JSON.stringify({ plan, thread: options.name })] };
      super(script, isStore ? { ...options, ...added } : options);
    }
  }
  workerThreads.Worker = ProbedWorker;
  syncBuiltinESMExports();
}
