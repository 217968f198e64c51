import { SfcError } from '../errors/sfc-error.ts';
import { jobsTopic, jobsTopicNamed } from '../messages/topics.ts';
import type { Consumer, MessageBus } from '../ports/message-bus.ts';
import type { WorkerFleet, WorkerReport, WorkerSpec } from '../ports/worker-fleet.ts';
import { WORKER_GROUP } from './in-process-fleet.ts';
import { type ServedBlueprint, specificWorker, type UnservedBlueprint, unserved } from './worker-settings.ts';

export interface SchedulerParts {
  readonly bus: MessageBus;
  readonly fleet: WorkerFleet;
  /** Records of a topic that the group has not taken yet. */
  readonly backlog: (topic: string, group: string) => number;
  readonly onFault?: (fault: unknown) => void;
}

/** Gives each blueprint its workers. Changing one worker never touches another. */
export interface Scheduler {
  /**
   * Makes the specific workers those that these blueprints ask for; the same call again changes nothing. Jobs that wait for a
   * blueprint's own workers go to the common ones when it gives them up.
   */
  apply(blueprints: readonly ServedBlueprint[]): Promise<void>;
  list(): Promise<readonly WorkerReport[]>;
  /** Blueprints that no worker serves. */
  unserved(): Promise<readonly UnservedBlueprint[]>;
  /** Adds a common worker or changes it. `SFC_INVALID_REQUEST` where the name is not `common` or `common-…`. */
  setCommon(name: string, settings: CommonSettings): Promise<WorkerReport>;
  /** Jobs that wait stay on the topic. `SFC_INVALID_REQUEST` as above, and where there is no such worker. */
  removeCommon(name: string): Promise<void>;
  stop(): Promise<void>;
}
export interface CommonSettings {
  readonly replicas?: number;
  readonly concurrency?: number;
}

const DEFAULTS = { replicas: 1, concurrency: 64 };

export function createScheduler({ bus, fleet, backlog, onFault }: SchedulerParts): Scheduler {
  const common = new Map<string, WorkerSpec>();
  const specific = new Map<string, WorkerSpec>();
  /** By the topic that a blueprint has given up. */
  const forwarders = new Map<string, Consumer>();
  let served: readonly ServedBlueprint[] = [];
  let changes: Promise<unknown> = Promise.resolve();

  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = changes.then(change);
    changes = result.catch(() => undefined);
    return result;
  }

  async function applyNow(blueprints: readonly ServedBlueprint[]): Promise<void> {
    served = blueprints;
    const desired = new Map(
      blueprints.map(specificWorker).flatMap((spec) => (spec ? [[spec.name, spec] as const] : [])),
    );
    for (const [name, spec] of specific) if (!desired.has(name)) await giveUp(spec);
    for (const spec of desired.values()) {
      if (isSame(specific.get(spec.name), spec)) continue;
      await forwarders.get(spec.topic)?.stop();
      forwarders.delete(spec.topic);
      await fleet.apply(spec);
      specific.set(spec.name, spec);
    }
  }

  /** What is on its topic, and what the conductor may still send there, is for the common workers now. */
  async function giveUp({ name, topic }: WorkerSpec): Promise<void> {
    specific.delete(name);
    removeInBackground(name);
    const forwarder = await bus.subscribe({
      topic: jobsTopicNamed(topic),
      group: WORKER_GROUP,
      batchSize: 64,
      handle: async (batch) => {
        await bus.send(
          jobsTopic(),
          batch.map(({ value }) => ({ key: value.token, value, durable: false })),
        );
      },
    });
    forwarders.set(topic, forwarder);
  }

  /** Its jobs under way may take long, and no other change has to wait for their end. */
  function removeInBackground(name: string): void {
    fleet.remove(name).catch((fault: unknown) => onFault?.(fault));
  }

  async function report(name: string): Promise<WorkerReport> {
    const found = (await fleet.list()).find((worker) => worker.name === name);
    if (found === undefined) throw unknownWorker(name);
    return found;
  }

  return {
    apply: (blueprints) => inTurn(() => applyNow(blueprints)),
    list: () => fleet.list(),
    unserved: async () => unserved(served, await fleet.list(), (topic) => backlog(topic, WORKER_GROUP)),
    setCommon: (name, settings) =>
      inTurn(async () => {
        mustBeCommon(name);
        const spec = { ...DEFAULTS, ...common.get(name), ...settings, name, topic: jobsTopic().name };
        await fleet.apply(spec);
        common.set(name, spec);
        return report(name);
      }),
    removeCommon: (name) =>
      inTurn(async () => {
        mustBeCommon(name);
        if (!common.delete(name)) throw unknownWorker(name);
        removeInBackground(name);
      }),
    stop: () =>
      inTurn(async () => {
        for (const forwarder of forwarders.values()) await forwarder.stop();
        forwarders.clear();
      }),
  };
}

function isSame(one: WorkerSpec | undefined, other: WorkerSpec): boolean {
  return one !== undefined && one.replicas === other.replicas && one.concurrency === other.concurrency;
}

function mustBeCommon(name: string): void {
  if (/^common(-[\w.-]{1,80})?$/.test(name)) return;
  throw new SfcError('SFC_INVALID_REQUEST', `${JSON.stringify(name)} is not the name of a common worker.`, {
    hint: 'Call it `common` or `common-NAME`. Workers of a blueprint follow from its `Worker` setting.',
    details: { field: 'worker' },
  });
}

function unknownWorker(name: string): SfcError {
  return new SfcError('SFC_INVALID_REQUEST', `There is no worker ${JSON.stringify(name)}.`, {
    details: { field: 'worker' },
  });
}
