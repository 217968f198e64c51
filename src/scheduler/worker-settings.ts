import type { WorkerSettings } from '../asl/blueprint.ts';
import { jobsTopic } from '../messages/topics.ts';
import type { WorkerSpec } from '../ports/worker-fleet.ts';

/** What must be known of a blueprint to serve it. `worker` is its own setting with an operator's over it. */
export interface ServedBlueprint {
  readonly name: string;
  readonly worker: WorkerSettings;
}

export interface UnservedBlueprint {
  readonly blueprint: string;
  /** The job topic that nobody reads. */
  readonly topic: string;
  /** Jobs on it, those of other blueprints that share it among them. */
  readonly waiting: number;
  /** Why, as a sentence. */
  readonly reason: string;
}

/** The topic on which the blueprint's jobs wait: its own, or that of the common workers. */
export function jobTopicOf({ name, worker }: ServedBlueprint): string {
  return jobsTopic(worker.Mode === 'Specific' ? name : undefined).name;
}

/**
 * The worker that a blueprint asks for; undefined where the common ones serve it. It has the least number of replicas that
 * serves within the bounds, so none only where MaxReplicas is 0.
 */
export function specificWorker(
  blueprint: ServedBlueprint,
  defaults: { readonly concurrency: number },
): WorkerSpec | undefined {
  const { name, worker } = blueprint;
  if (worker.Mode !== 'Specific') return undefined;
  const replicas = Math.min(worker.MaxReplicas ?? Number.POSITIVE_INFINITY, Math.max(1, worker.MinReplicas ?? 1));
  return { name, topic: jobTopicOf(blueprint), replicas, concurrency: worker.Concurrency ?? defaults.concurrency };
}

/** Those of the blueprints whose jobs no worker takes, with how many jobs wait on their topic. */
export function unserved(
  blueprints: readonly ServedBlueprint[],
  workers: readonly WorkerSpec[],
  waiting: (topic: string) => number,
): readonly UnservedBlueprint[] {
  const served = new Set(workers.filter(({ replicas }) => replicas > 0).map(({ topic }) => topic));
  return blueprints.flatMap((blueprint) => {
    const topic = jobTopicOf(blueprint);
    if (served.has(topic)) return [];
    return [{ blueprint: blueprint.name, topic, waiting: waiting(topic), reason: reasonOf(blueprint, workers, topic) }];
  });
}

function reasonOf({ worker }: ServedBlueprint, workers: readonly WorkerSpec[], topic: string): string {
  const idle = workers.filter((other) => other.topic === topic).map(({ name }) => name);
  if (idle.length > 0) return `${idle.join(', ')} ${idle.length === 1 ? 'has' : 'have'} no replicas.`;
  return worker.Mode === 'Specific' ? 'Its own worker is not running.' : 'There is no common worker.';
}
