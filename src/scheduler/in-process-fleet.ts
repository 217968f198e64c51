import type { Executor } from '../executor/run-job.ts';
import { type JobRecord, jobsTopicNamed } from '../messages/topics.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import type { WorkerFleet, WorkerReport } from '../ports/worker-fleet.ts';
import { createLane, type Lane } from './lane.ts';
import { createWorker, endJob, idle, type Worker } from './worker.ts';

export interface InProcessFleet extends WorkerFleet {
  /** Jobs on the topic that nobody has begun, whether or not it has a worker. */
  waiting(topic: string): number;
  /** Nobody waits for the job's answer any more: a call under way is aborted, one that waits is not begun. */
  cancel(token: string): void;
  /** Begins no further job, and resolves when none is under way; those that take longer than `graceSeconds` are aborted. */
  close(options: { readonly graceSeconds: number }): Promise<void>;
}

export interface InProcessFleetPorts {
  readonly bus: MessageBus;
  readonly executor: Executor;
  /** Records of a topic that the group has not taken yet. */
  readonly backlog?: (topic: string, group: string) => number;
  /** Hears of faults. The job is begun again after a pause that grows to half a minute. */
  readonly onFault?: (fault: unknown, job: JobRecord | undefined) => void;
}

/** All workers take jobs as one consumer group, so that each job is done once. */
export const WORKER_GROUP = 'sfc.workers';

const LONGEST_PAUSE_MS = 30_000;
const CANCELLED_KEPT = 10_000;

/**
 * Workers in this process. A job is acknowledged when it is taken: what the process had taken when it died is dispatched again
 * at the next start, with the same token. It begins as soon as a worker of its topic has a place free, whatever the other jobs
 * of its batch do.
 */
export function createInProcessFleet(ports: InProcessFleetPorts): InProcessFleet {
  const workers = new Map<string, Worker>();
  const lanes = new Map<string, Lane>();
  const running = new Map<string, AbortController>();
  const cancelled = new Set<string>();
  const faults = new WeakMap<JobRecord, number>();
  const pauses = new Set<NodeJS.Timeout>();

  function laneOf(name: string): Lane {
    const known = lanes.get(name);
    if (known !== undefined) return known;
    const lane = createLane({
      bus: ports.bus,
      topic: jobsTopicNamed(name),
      group: WORKER_GROUP,
      begin: (job, worker) => begin(job, worker, lane),
    });
    lanes.set(name, lane);
    return lane;
  }

  function begin(job: JobRecord, worker: Worker, lane: Lane): void {
    if (running.has(job.token) || cancelled.delete(job.token)) return;
    const controller = new AbortController();
    running.set(job.token, controller);
    worker.busy++;
    const ended = () => {
      running.delete(job.token);
      endJob(worker);
      lane.advance();
    };
    ports.executor.run(job, controller.signal).then(
      (outcome) => {
        if (outcome === 'failed') worker.failed++;
        else if (outcome !== 'cancelled') worker.done++;
        ended();
      },
      (fault: unknown) => {
        beginLater(job, lane, fault);
        ended();
      },
    );
  }

  function beginLater(job: JobRecord, lane: Lane, fault: unknown): void {
    ports.onFault?.(fault, job);
    const count = (faults.get(job) ?? 0) + 1;
    faults.set(job, count);
    const pause = setTimeout(
      () => {
        pauses.delete(pause);
        lane.putBack(job);
      },
      Math.min(LONGEST_PAUSE_MS, 50 * 2 ** count),
    );
    pauses.add(pause);
  }

  function waiting(topic: string): number {
    return (lanes.get(topic)?.waiting() ?? 0) + (ports.backlog?.(topic, WORKER_GROUP) ?? 0);
  }

  async function leave(worker: Worker): Promise<void> {
    const lane = laneOf(worker.spec.topic);
    lane.workers.delete(worker);
    await lane.refresh();
    await idle(worker);
  }

  return {
    apply: async (spec) => {
      const known = workers.get(spec.name);
      const moves = known !== undefined && known.spec.topic !== spec.topic;
      const worker = known === undefined || moves ? createWorker(spec) : known;
      worker.spec = spec;
      workers.set(spec.name, worker);
      const lane = laneOf(spec.topic);
      lane.workers.add(worker);
      await Promise.all([lane.refresh(), moves && leave(known)]);
    },
    remove: async (name) => {
      const worker = workers.get(name);
      workers.delete(name);
      if (worker !== undefined) await leave(worker);
    },
    list: async () =>
      [...workers.values()].map(
        ({ spec, busy, done, failed }): WorkerReport => ({ ...spec, busy, waiting: waiting(spec.topic), done, failed }),
      ),
    waiting,
    cancel: (token) => {
      const call = running.get(token);
      if (call === undefined) remember(cancelled, token);
      else call.abort();
      ports.executor.forget(token).catch((fault: unknown) => ports.onFault?.(fault, undefined));
    },
    close: async ({ graceSeconds }) => {
      for (const pause of pauses) clearTimeout(pause);
      const abortAll = () => running.forEach((call) => void call.abort());
      const timer = setTimeout(abortAll, graceSeconds * 1000);
      const leaving = [...workers.values()].map(leave);
      workers.clear();
      await Promise.all(leaving);
      clearTimeout(timer);
    },
  };
}

/** Keeps the newest ones. */
function remember(tokens: Set<string>, token: string): void {
  tokens.add(token);
  if (tokens.size <= CANCELLED_KEPT) return;
  const [oldest] = tokens;
  if (oldest !== undefined) tokens.delete(oldest);
}
