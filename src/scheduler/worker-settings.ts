import type { WorkerSettings } from '../asl/blueprint.ts';
import { jobsTopic } from '../messages/topics.ts';
import type { WorkerSpec } from '../ports/worker-fleet.ts';

/** What the scheduler must know of a blueprint. `worker` is its own setting with an operator's over it. */
export interface ServedBlueprint {
  readonly name: string;
  readonly worker: WorkerSettings;
}

export interface UnservedBlueprint {
  readonly blueprint: string;
  /** The job topic that nobody reads. */
  readonly topic: string;
  /** Jobs on it. */
  readonly waiting: number;
  readonly reason: string;
}

const DEFAULT_CONCURRENCY = 10;

/** The name of the topic on which the blueprint's jobs wait: its own, or that of the common workers. */
export function jobTopicOf({ name, worker }: ServedBlueprint): string {
  return jobsTopic(worker.Mode === 'Specific' ? name : undefined).name;
}

/** The worker that a blueprint asks for; undefined where the common ones serve it. It starts with the fewest replicas. */
export function specificWorker(blueprint: ServedBlueprint): WorkerSpec | undefined {
  const { name, worker } = blueprint;
  if (worker.Mode !== 'Specific') return undefined;
  const replicas = Math.min(worker.MinReplicas ?? 1, worker.MaxReplicas ?? Number.POSITIVE_INFINITY);
  return { name, topic: jobTopicOf(blueprint), replicas, concurrency: worker.Concurrency ?? DEFAULT_CONCURRENCY };
}

/** The blueprints whose jobs no worker takes, with how many jobs wait on their topic and what to do. */
export function unserved(
  blueprints: readonly ServedBlueprint[],
  workers: readonly WorkerSpec[],
  waiting: (topic: string) => number,
): readonly UnservedBlueprint[] {
  const served = new Set(workers.filter(({ replicas }) => replicas > 0).map(({ topic }) => topic));
  return blueprints.flatMap((blueprint) => {
    const topic = jobTopicOf(blueprint);
    if (served.has(topic)) return [];
    const count = waiting(topic);
    const reason = `${reasonOf(blueprint, workers, topic)} ${count} ${count === 1 ? 'job waits' : 'jobs wait'}.`;
    return [{ blueprint: blueprint.name, topic, waiting: count, reason }];
  });
}

function reasonOf({ name, worker }: ServedBlueprint, workers: readonly WorkerSpec[], topic: string): string {
  if (worker.Mode === 'Specific') {
    return `Its own workers have no replicas: raise MinReplicas, \`sfc workers set ${name} --min 1\`.`;
  }
  const isPaused = workers.some((other) => other.topic === topic);
  return isPaused
    ? 'The common workers have no replicas: `sfc workers set common --replicas 1`.'
    : 'There are no common workers: `sfc workers add common`.';
}
