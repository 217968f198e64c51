import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { SfcError } from '../../errors/sfc-error.ts';
import type { DatabaseSettings } from './open-database.ts';
import type { ProcedureName, Procedures, Unit } from './procedures.ts';
import { toSfcError } from './store-error.ts';
import { type Outcomes, openTransactions } from './transaction.ts';
import { createWriteCounters, type WriteStatistics } from './write-statistics.ts';

/** Group commit: what is submitted while one transaction runs goes into the next, in the order of submission. */
export interface Writer {
  /** Durable when it resolves. Calls of one turn of the event loop share a transaction. */
  submit<N extends ProcedureName>(name: N, ...args: Parameters<Procedures[N]>): Promise<ReturnType<Procedures[N]>>;
  /** `collect` is asked at every transaction for work that may wait for one. */
  addLazySource(collect: () => LazyUnit | undefined): void;
  /** There is lazy work: should no transaction come by soon, one is made for it. */
  noteLazyWork(): void;
  statistics(): WriteStatistics;
  /** Commits what was submitted and the lazy work. */
  close(): Promise<void>;
}
export interface LazyUnit {
  readonly unit: Unit;
  readonly stored?: () => void;
  /** The unit was not stored: collect it again. */
  readonly failed: () => void;
}

interface Pending {
  readonly unit: Unit;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

const LAZY_MILLISECONDS = 25;
/**
 * A small transaction here takes half as long as one over the thread (0.16 ms against 0.31 ms for a row), unless the disk
 * is slow. Under load it would stand in the way of everything else: while the thread was used just now, it is used again.
 */
const DIRECT_ROWS = 4;
const DIRECT_MILLISECONDS = 1;
const QUIET_MILLISECONDS = 2;

/** `database` is this thread's connection; it commits what is small while the writer's thread is idle. */
export function openWriter(database: DatabaseSync, settings: DatabaseSettings): Writer {
  const thread = startThread(settings);
  const transactHere = openTransactions(database);
  const counters = createWriteCounters();
  const lazySources: (() => LazyUnit | undefined)[] = [];
  let queue: Pending[] = [];
  let inFlight: Pending[] | undefined;
  let isScheduled = false;
  let lazyTimer: NodeJS.Timeout | undefined;
  let isThreadReady = false;
  let directMilliseconds = 0;
  let repliedAt = 0;
  let state: 'open' | 'closed' | { readonly failed: SfcError } = 'open';
  let idle: (() => void) | undefined;

  thread.on('message', (outcomes: Outcomes | 'ready') => {
    if (outcomes === 'ready') {
      isThreadReady = true;
      return;
    }
    const batch = inFlight ?? [];
    inFlight = undefined;
    repliedAt = performance.now();
    settle(batch, outcomes);
    if (queue.length > 0) flush();
    else idle?.();
  });
  thread.on('error', (error) => {
    const failed = new SfcError('SFC_INTERNAL', `The writer's thread ended: ${error.message}.`, { cause: error });
    state = { failed };
    for (const { reject } of [...(inFlight ?? []), ...queue]) reject(failed);
    queue = [];
    inFlight = undefined;
    idle?.();
  });

  function enqueue(pending: Pending): void {
    if (state !== 'open') {
      pending.reject(state === 'closed' ? new SfcError('SFC_STORE_UNAVAILABLE', 'The store is closed.') : state.failed);
      return;
    }
    queue.push(pending);
    schedule();
  }
  function schedule(): void {
    if (isScheduled || inFlight !== undefined) return;
    isScheduled = true;
    // Not a microtask: commits must let timers and sockets have their turn.
    setImmediate(() => {
      isScheduled = false;
      if (inFlight === undefined && queue.length > 0) flush();
    });
  }
  function flush(): void {
    for (const collect of lazySources) {
      const lazy = collect();
      if (lazy !== undefined) queue.push({ unit: lazy.unit, resolve: () => lazy.stored?.(), reject: lazy.failed });
    }
    if (queue.length === 0) return;
    const batch = queue;
    queue = [];
    const units = batch.map(({ unit }) => unit);
    const rows = rowsOf(units);
    counters.countRows(rows);
    const before = performance.now();
    if (!isThreadReady || (rows <= DIRECT_ROWS && isDirectFaster(before))) {
      const outcomes = transactHere(units);
      directMilliseconds += (performance.now() - before - directMilliseconds) / 8;
      settle(batch, outcomes);
      if (inFlight === undefined && queue.length === 0) idle?.();
    } else {
      // A slow disk may have been a passing thing: come back to direct commits by and by.
      directMilliseconds *= 0.999;
      inFlight = batch;
      thread.postMessage(units);
    }
  }
  function isDirectFaster(now: number): boolean {
    return directMilliseconds < DIRECT_MILLISECONDS && now - repliedAt > QUIET_MILLISECONDS;
  }
  function settle(batch: readonly Pending[], { results, faults, transactions }: Outcomes): void {
    counters.count(batch.length, transactions);
    for (const [index, { resolve, reject }] of batch.entries()) {
      const fault = faults?.[index];
      if (fault === undefined) resolve(results[index] as never);
      else reject(toSfcError(fault, settings.file));
    }
  }
  function submit<N extends ProcedureName>(name: N, ...args: Parameters<Procedures[N]>) {
    return new Promise<ReturnType<Procedures[N]>>((resolve, reject) => {
      enqueue({ unit: [name, ...args], resolve, reject });
    });
  }

  return {
    submit,
    addLazySource: (collect) => void lazySources.push(collect),
    noteLazyWork: () => {
      lazyTimer ??= setTimeout(() => {
        lazyTimer = undefined;
        if (state === 'open' && inFlight === undefined) flush();
      }, LAZY_MILLISECONDS).unref();
    },
    statistics: () => counters.read(settings.file),
    close: async () => {
      if (state === 'closed') return;
      clearTimeout(lazyTimer);
      if (state === 'open') {
        if (inFlight === undefined) flush();
        while (inFlight !== undefined || queue.length > 0) await new Promise<void>((resolve) => (idle = resolve));
      }
      const isThreadOpen = state === 'open' && isThreadReady;
      state = 'closed';
      if (!isThreadOpen) return void (await thread.terminate());
      thread.postMessage('close');
      await new Promise((resolve) => thread.once('exit', resolve));
    },
  };
}

/** Rows, roughly: what a call carries in lists. */
function rowsOf(units: readonly Unit[]): number {
  let rows = 0;
  for (const unit of units) {
    rows += 1;
    for (const argument of unit) if (Array.isArray(argument)) rows += Math.max(0, argument.length - 1);
  }
  return rows;
}

function startThread(workerData: DatabaseSettings): Worker {
  const file = import.meta.url.endsWith('.ts') ? './writer-thread.ts' : './writer-thread.js';
  return new Worker(new URL(file, import.meta.url), {
    workerData,
    execArgv: [],
    name: 'sfc-writer',
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
}
