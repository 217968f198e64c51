import type { WorkerService } from '../api/services.ts';
import { usesJobs } from '../asl/tasks.ts';
import type { WorkerReport } from '../ports/worker-fleet.ts';
import type { Registry } from '../registry/registry.ts';
import type { InProcessFleet } from '../scheduler/in-process-fleet.ts';
import { unserved } from '../scheduler/worker-settings.ts';
import type { CommonWorkers } from './common-workers.ts';

export interface WorkerServiceParts {
  readonly fleet: InProcessFleet;
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
      const blueprints = (await registry.active()).filter(({ blueprint }) => usesJobs(blueprint));
      return unserved(blueprints, await fleet.list(), fleet.waiting);
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
