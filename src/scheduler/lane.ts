import type { JobRecord } from '../messages/topics.ts';
import type { Consumer, MessageBus, Topic } from '../ports/message-bus.ts';
import { capacityOf, type Worker } from './worker.ts';

/** One job topic and the workers of this process that serve it together. */
export interface Lane {
  readonly topic: Topic<JobRecord>;
  readonly workers: Set<Worker>;
  /** To be called when workers came, went or changed: begins or ends consuming. Resolves when that is done. */
  refresh(): Promise<void>;
  /** To be called when a job has ended: the next one takes its place. */
  advance(): void;
  /** Puts a job back that is to be begun again. */
  putBack(job: JobRecord): void;
  /** Jobs that were taken from the topic and wait for a free place. */
  waiting(): number;
}

export interface LaneOptions {
  readonly bus: MessageBus;
  readonly topic: Topic<JobRecord>;
  readonly group: string;
  readonly begin: (job: JobRecord, worker: Worker) => void;
}

const BATCH_SIZE = 64;

/** A lane without workers: it takes no jobs until `refresh` finds one that has places for them. */
export function createLane({ bus, topic, group, begin }: LaneOptions): Lane {
  const workers = new Set<Worker>();
  let queue: JobRecord[] = [];
  let next = 0;
  let consumer: Consumer | undefined;
  let isOpen = false;
  /** Batches, of different partitions, that wait for room. */
  let held: (() => void)[] = [];
  let refreshed: Promise<void> = Promise.resolve();

  const waiting = () => queue.length - next;

  function advance(): void {
    while (next < queue.length) {
      const worker = freeWorker(workers);
      const job = queue[next];
      if (worker === undefined || job === undefined) break;
      next++;
      begin(job, worker);
    }
    if (next === queue.length || next > 1024) {
      queue = queue.slice(next);
      next = 0;
    }
    if (held.length > 0 && (!isOpen || waiting() < BATCH_SIZE)) {
      for (const release of held) release();
      held = [];
    }
  }

  /** Resolves as soon as there is room for another batch, not when the jobs are done. */
  async function take(batch: readonly { readonly value: JobRecord }[]): Promise<void> {
    for (const { value } of batch) queue.push(value);
    advance();
    if (isOpen && waiting() >= BATCH_SIZE) {
      await new Promise<void>((resolve) => held.push(resolve));
    }
  }

  async function giveBack(jobs: readonly JobRecord[]): Promise<void> {
    if (jobs.length === 0) return;
    await bus.send(
      topic,
      jobs.map((job) => ({ key: job.token, value: job, durable: false })),
    );
  }

  async function refresh(): Promise<void> {
    isOpen = [...workers].some((worker) => capacityOf(worker) > 0);
    advance();
    if (isOpen && consumer === undefined) {
      consumer = await bus.subscribe({ topic, group, batchSize: BATCH_SIZE, handle: take });
    }
    if (isOpen) return;
    await consumer?.stop();
    consumer = undefined;
    const left = queue.slice(next);
    await giveBack(left);
    next += left.length;
  }

  const lane: Lane = {
    topic,
    workers,
    refresh: () => {
      refreshed = refreshed.then(refresh, refresh);
      return refreshed;
    },
    advance,
    putBack: (job) => {
      queue.push(job);
      if (isOpen) advance();
      else lane.refresh().catch(() => undefined);
    },
    waiting,
  };
  return lane;
}

function freeWorker(workers: Iterable<Worker>): Worker | undefined {
  for (const worker of workers) if (worker.busy < capacityOf(worker)) return worker;
  return undefined;
}
