import type { WorkerService } from '../api/services.ts';
import type { WorkerSettings } from '../asl/blueprint.ts';
import { jobsTopic } from '../messages/topics.ts';
import type { WorkerFleet, WorkerReport, WorkerSpec } from '../ports/worker-fleet.ts';
import type { ActiveBlueprint, Registry } from '../registry/registry.ts';
import { usesJobs } from '../registry/tasks.ts';
import type { CommonSettings, CommonWorkers } from './common-workers.ts';

export interface WorkerServiceParts {
  readonly fleet: WorkerFleet;
  readonly common: CommonWorkers;
  readonly registry: Registry;
}

export function createWorkerService({ fleet, common, registry }: WorkerServiceParts): WorkerService {
  async function report(name: string): Promise<WorkerReport | undefined> {
    return (await fleet.list()).find((worker) => worker.name === name);
  }

  return {
    list: () => fleet.list(),
    unserved: async () => {
      const workers = await fleet.list();
      return (await registry.active()).flatMap((blueprint) => {
        const reason = whyUnserved(blueprint, workers);
        return reason === undefined ? [] : [{ blueprint: blueprint.name, reason }];
      });
    },
    setCommon: async (name, settings) => {
      const spec = common.set(name, settings);
      await fleet.apply(spec);
      return (await report(name)) ?? { ...spec, busy: 0, waiting: 0, done: 0, failed: 0 };
    },
    removeCommon: async (name) => {
      common.remove(name);
      await fleet.remove(name);
    },
  };
}

function whyUnserved({ name, blueprint, worker }: ActiveBlueprint, workers: readonly WorkerSpec[]): string | undefined {
  if (!usesJobs(blueprint)) return undefined;
  const isSpecific = worker.Mode === 'Specific';
  const topic = jobsTopic(isSpecific ? name : undefined).name;
  const serving = workers.filter((candidate) => candidate.topic === topic);
  if (serving.some(({ replicas }) => replicas > 0)) return undefined;
  if (serving.length > 0) return `${serving.map((candidate) => candidate.name).join(', ')} has 0 replicas`;
  return isSpecific ? 'its own worker is not running' : 'there is no common worker';
}

/** The worker of a blueprint that has one of its own. */
export function specificWorker({ name, worker }: ActiveBlueprint, defaults: CommonSettings): WorkerSpec {
  return {
    name,
    topic: jobsTopic(name).name,
    replicas: replicasOf(worker),
    concurrency: worker.Concurrency ?? defaults.concurrency,
  };
}

/** Nothing scales workers in one process: it is the least number that serves, within the bounds. */
function replicasOf({ MinReplicas = 1, MaxReplicas = Number.POSITIVE_INFINITY }: WorkerSettings): number {
  return Math.min(MaxReplicas, Math.max(1, MinReplicas));
}
