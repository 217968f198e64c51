import type { Json } from '../asl/json.ts';
import type { ReportJobStarted } from '../engine/inputs.ts';
import type { TokenSigner } from '../messages/token.ts';
import { activityTopic, inputsTopic } from '../messages/topics.ts';
import type { FlowStore } from '../ports/flow-store.ts';
import type { Delivered, ServingMessageBus } from '../ports/message-bus.ts';
import { openJob } from './open-job.ts';

export interface ActivitiesParts {
  readonly tokens: TokenSigner;
  readonly flowStore: Pick<FlowStore, 'load'>;
  readonly bus: Pick<ServingMessageBus, 'send' | 'remote'>;
}

/** A task in a worker's hands: it answers by the token, with success, failure or heartbeats. */
export interface TakenTask {
  readonly token: string;
  readonly input: Json;
}

export interface TakeRequest {
  readonly activity: string;
  readonly workerName?: string;
  /** How long to wait for a task. */
  readonly waitMs: number;
  /** Aborted when the worker went away: it takes no task with it. */
  readonly signal?: AbortSignal;
}

/** Hands the tasks of activities to the workers that ask for them. */
export interface Activities {
  /** The oldest task that nobody took and whose flow still waits for it; undefined where none came in time. */
  take(request: TakeRequest): Promise<TakenTask | undefined>;
}

/** Workers of one activity take tasks as one consumer group, so that each task is taken once. */
const ACTIVITY_WORKERS = 'sfc.activity-workers';

/**
 * A task is acknowledged when a worker has it, and its flow notes that. One that a worker dies with is up to the state's
 * time-outs, as on AWS; one that waited when the conductor died is there again, once, after the next start.
 */
export function createActivities({ tokens, flowStore, bus }: ActivitiesParts): Activities {
  async function takeRecord(
    { value, topic, partition, offset }: Delivered<string>,
    { activity, workerName }: TakeRequest,
  ): Promise<TakenTask | undefined> {
    const task = activityTopic(activity).decode(value);
    const { flowId, ...ref } = tokens.read(task.token);
    const visit = await openJob(flowStore, { flowId, ...ref });
    const isWaiting = visit !== undefined && !visit.phase.started;
    if (isWaiting) {
      const named = workerName === undefined ? {} : { workerName };
      const input: ReportJobStarted = { type: 'ReportJobStarted', ...ref, ...named };
      await bus.send(inputsTopic, [{ key: flowId, value: { flowId, input } }]);
    }
    await bus.remote.acknowledge({ topic, group: ACTIVITY_WORKERS, partition, offset });
    return isWaiting ? task : undefined;
  }

  return {
    take: async (request) => {
      const { activity, waitMs, signal } = request;
      const end = performance.now() + waitMs;
      for (;;) {
        const [record] = await bus.remote.poll({
          topic: activityTopic(activity).name,
          group: ACTIVITY_WORKERS,
          max: 1,
          waitMs: Math.max(0, end - performance.now()),
          ...(signal && { signal }),
        });
        if (record === undefined) return undefined;
        const task = await takeRecord(record, request);
        if (task !== undefined) return task;
      }
    },
  };
}
