import type { Blueprint } from '../asl/blueprint.ts';
import type { Replies } from '../ingest/replies.ts';
import { type ReplyTopic, replyTopicsOf } from '../ingest/reply-topics.ts';
import type { Triggers } from '../ingest/triggers.ts';
import type { WorkerFleet, WorkerSpec } from '../ports/worker-fleet.ts';
import type { ActiveBlueprint, Registry } from '../registry/registry.ts';
import { specificWorker } from '../scheduler/worker-settings.ts';
import type { CommonSettings, CommonWorkers } from './common-workers.ts';

export interface ReconcilerParts {
  readonly registry: Registry;
  readonly triggers: Pick<Triggers, 'apply'>;
  readonly replies: Pick<Replies, 'apply'>;
  readonly fleet: WorkerFleet;
  readonly common: CommonWorkers;
  readonly defaults: CommonSettings;
  readonly onFault: (fault: unknown) => void;
}

/** Brings workers, triggers and reply topics to what the registry says. Only what changed is touched. */
export interface Reconciler {
  /** Never rejects: what cannot be done now is done at the next change, and `onFault` hears of it. */
  readonly reconcile: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const RETIRE_EVERY_MS = 500;

export function createReconciler(parts: ReconcilerParts): Reconciler {
  const { registry, triggers, replies, fleet, common } = parts;
  const versionsRead = new Map<string, Set<number>>();
  const blueprintsRead: Blueprint[] = [];
  let running = Promise.resolve();
  let retiring: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function bring(): Promise<void> {
    if (isStopped) return;
    const active = await registry.active();
    await applyWorkers(active);
    await replies.apply(await replyTopics());
    await triggers.apply(active.filter(({ isStopped: stopped }) => !stopped));
  }

  /** Flows of every version may still wait for an answer. */
  async function replyTopics(): Promise<readonly ReplyTopic[]> {
    for (const { name, latestVersion } of await registry.list()) {
      const read = versionsRead.get(name) ?? new Set();
      versionsRead.set(name, read);
      for (let version = 1; version <= latestVersion; version++) {
        if (read.has(version)) continue;
        blueprintsRead.push((await registry.version(name, version)).blueprint);
        read.add(version);
      }
    }
    return replyTopicsOf(blueprintsRead);
  }

  async function applyWorkers(active: readonly ActiveBlueprint[]): Promise<void> {
    const specific = active.flatMap((blueprint) => specificWorker(blueprint, parts.defaults) ?? []);
    const wanted = [...common.specs(), ...specific];
    const running = new Map((await fleet.list()).map((worker) => [worker.name, worker]));
    for (const spec of wanted) if (!isSame(spec, running.get(spec.name))) await fleet.apply(spec);
    const names = new Set(wanted.map(({ name }) => name));
    const left = [...running.values()].filter(({ name }) => !names.has(name));
    for (const worker of left) {
      // Jobs that were sent to the blueprint's own topic before the change have no one else to do them.
      if (worker.busy === 0 && worker.waiting === 0) await fleet.remove(worker.name);
      else retireLater();
    }
  }

  function retireLater(): void {
    if (retiring !== undefined || isStopped) return;
    retiring = setTimeout(() => {
      retiring = undefined;
      void reconcile();
    }, RETIRE_EVERY_MS);
    retiring.unref();
  }

  function reconcile(): Promise<void> {
    running = running.then(bring).catch(parts.onFault);
    return running;
  }

  return {
    reconcile,
    stop: async () => {
      isStopped = true;
      clearTimeout(retiring);
      await running;
    },
  };
}

function isSame(one: WorkerSpec, other: WorkerSpec | undefined): boolean {
  return one.topic === other?.topic && one.replicas === other.replicas && one.concurrency === other.concurrency;
}
