import { setTimeout as sleep } from 'node:timers/promises';

/** The records of one partition between the fetch and the handler. */
export interface PartitionLane<R> {
  /** Records that follow those added before. `pause` stops the fetching of the partition, until the function it returns is called. */
  add(records: readonly R[], pause: () => () => void): void;
  /** Begins no other batch; resolves when the one under way has ended. */
  drop(): Promise<void>;
}

export interface LaneOptions<R> {
  readonly batchSize: number;
  readonly retryMs: number;
  /** Begins after this: a batch of the same partition that is still under way. */
  readonly after: Promise<void> | undefined;
  /** A batch that is rejected is handed over again, after pauses that grow, before anything that follows it. */
  readonly handle: (batch: readonly R[]) => Promise<void>;
  readonly onDone: (batch: readonly R[]) => void;
}

const LONGEST_PAUSE = 100;

export function createPartitionLane<R>(options: LaneOptions<R>): PartitionLane<R> {
  const { batchSize, retryMs, after, handle, onDone } = options;
  const dropped = new AbortController();
  let records: R[] = [];
  let resume: (() => void) | undefined;
  let running: Promise<void> | undefined;

  async function attempt(batch: readonly R[], count: number): Promise<boolean> {
    try {
      await handle(batch);
      return true;
    } catch {
      const pauseMs = Math.min(retryMs * LONGEST_PAUSE, retryMs * 2 ** count);
      await sleep(pauseMs, undefined, { signal: dropped.signal }).catch(() => undefined);
      return false;
    }
  }
  async function run(): Promise<void> {
    await after;
    for (let failures = 0; records.length > 0 && !dropped.signal.aborted; ) {
      const batch = records.slice(0, batchSize);
      if (!(await attempt(batch, failures))) {
        failures += 1;
        continue;
      }
      failures = 0;
      records = records.slice(batch.length);
      onDone(batch);
      if (records.length <= batchSize) continueFetching();
    }
    running = undefined;
  }
  function continueFetching(): void {
    resume?.();
    resume = undefined;
  }

  return {
    add(added, pause) {
      if (dropped.signal.aborted) return;
      records = records.length === 0 ? [...added] : [...records, ...added];
      if (records.length > 2 * batchSize) resume ??= pause();
      running ??= run();
    },
    drop() {
      dropped.abort();
      continueFetching();
      return running ?? Promise.resolve();
    },
  };
}
