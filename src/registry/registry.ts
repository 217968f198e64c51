import type { Blueprint, WorkerSettings } from '../asl/blueprint.ts';
import type { SchemaCompiler } from '../asl/program.ts';
import { validate } from '../asl/validate/validate.ts';
import type { Flow } from '../engine/flow.ts';
import type {
  BlueprintRecord,
  BlueprintStore,
  BlueprintVersion,
  StopMode,
  VersionSummary,
} from '../ports/blueprint-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { FlowStore } from '../ports/flow-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import { checkActivation, type NamedBlueprint } from './activation-conflict.ts';
import { holdOf, isStopped } from './hold.ts';
import { createLoadedVersions, unknownVersion } from './loaded-versions.ts';
import { type Pushed, type PushRequest, pushVersion } from './push.ts';
import { type Condition, createRecords } from './records.ts';
import { createStartFlow, nothingActive, type StartedFlow, type StartFlowRequest } from './start-flow.ts';
import { createStarts } from './starts.ts';
import { isSwept, sweepOpenFlows, withSwept } from './sweep.ts';
import { checkWorkerSettings, effectiveWorker } from './workers.ts';

export interface RegistryParts {
  readonly blueprintStore: BlueprintStore;
  readonly flowStore: FlowStore;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly schemas: SchemaCompiler;
  readonly limits: { readonly payloadBytes: number; readonly blueprintBytes: number };
  /** No other process changes blueprints. Default false: every start reads the blueprint's record. */
  readonly exclusive?: boolean;
  /** Whether the installation performs the jobs of this processor. Default: that is not known, and nothing warns. */
  readonly serves?: (processor: string) => boolean;
  /** Hears of every flow that this process accepted. */
  readonly onAccepted?: (flow: Flow) => void;
}

export type BlueprintLabels = NonNullable<BlueprintRecord['labels']>;
interface Labelling {
  /** Stored with the change itself. */
  readonly labels?: BlueprintLabels;
}

/** A blueprint with an active version: who may start flows, who reads triggers, who does its jobs. */
export interface ActiveBlueprint extends NamedBlueprint {
  readonly version: number;
  readonly record: BlueprintRecord;
  readonly isStopped: boolean;
  readonly worker: WorkerSettings;
}

/** Blueprint versions, what is active, and the start of flows. Methods reject with SfcErrors. */
export interface Registry {
  /** Reads what `hold` and `lane` answer from. Call it before the conductor decides. */
  open(): Promise<void>;
  /** Completes the stops and starts that a crash interrupted. */
  resume(): Promise<void>;
  validate(source: string, options?: { readonly dialect?: 'sfc' | 'asl' }): ReturnType<typeof validate>;
  list(): Promise<readonly BlueprintRecord[]>;
  get(name: string): Promise<BlueprintRecord>;
  versions(name: string): Promise<readonly VersionSummary[]>;
  version(name: string, version: number): Promise<BlueprintVersion>;
  push(request: PushRequest): Promise<Pushed>;
  /** The next flow uses the version; running flows keep theirs. */
  activate(name: string, version: number, condition?: Condition & Labelling): Promise<BlueprintRecord>;
  /** Keeps labels with the record, beside those that it has. */
  label(name: string, labels: BlueprintLabels): Promise<BlueprintRecord>;
  /** Also lets the flows go on that a `Pause` holds. */
  start(name: string, condition?: Condition): Promise<BlueprintRecord>;
  /** When it resolves no new flow begins, and every open one has its verb (`Pause`, `Abort`) on the way. */
  stop(name: string, mode: StopMode, condition?: Condition): Promise<BlueprintRecord>;
  /** Null removes the operator's override. */
  setWorker(name: string, settings: WorkerSettings | null, condition?: Condition): Promise<BlueprintRecord>;
  startFlow(request: StartFlowRequest): Promise<StartedFlow>;
  /** The hold for decisions of this blueprint's flows, as this process last saw it. */
  readonly hold: (blueprint: string) => string | undefined;
  /** The blueprint itself where workers of its own do its jobs, as this process last saw it. */
  readonly lane: (blueprint: string) => string | undefined;
  active(): Promise<readonly ActiveBlueprint[]>;
  /** Called after every change of a record; a change resolves after its listeners. */
  onChange(listener: (record: BlueprintRecord) => Promise<void> | void): void;
}

export function createRegistry(parts: RegistryParts): Registry {
  const { blueprintStore, flowStore, bus } = parts;
  const records = createRecords(blueprintStore);
  const loaded = createLoadedVersions(blueprintStore, parts.schemas);
  const starts = createStarts();
  const specific = new Set<string>();
  const listeners: ((record: BlueprintRecord) => Promise<void> | void)[] = [];
  const startFlow = createStartFlow({
    records,
    versions: loaded,
    flowStore,
    bus,
    clock: parts.clock,
    ids: parts.ids,
    payloadBytes: parts.limits.payloadBytes,
    exclusive: parts.exclusive ?? false,
    onAccepted: parts.onAccepted ?? (() => undefined),
  });

  async function announce(record: BlueprintRecord): Promise<BlueprintRecord> {
    await activeBlueprint(record);
    for (const listener of listeners) await listener(record);
    return record;
  }

  async function sweep(record: BlueprintRecord): Promise<BlueprintRecord> {
    if (isSwept(record)) return record;
    // A start that was let in before the stop may store its flow only now.
    await starts.settled(record.name);
    await sweepOpenFlows(flowStore, bus, record);
    return records.change(record.name, {}, (now) => (now.epoch === record.epoch ? withSwept(now) : now));
  }

  async function activeBlueprint(record: BlueprintRecord): Promise<ActiveBlueprint[]> {
    const { name, activeVersion } = record;
    if (activeVersion === undefined) return [];
    const { blueprint } = await loaded.get(name, activeVersion);
    const worker = effectiveWorker(blueprint.Worker, record.workerOverride);
    if (worker.Mode === 'Specific') specific.add(name);
    else specific.delete(name);
    return [{ name, blueprint, version: activeVersion, record, isStopped: isStopped(record), worker }];
  }

  async function active(): Promise<ActiveBlueprint[]> {
    return (await Promise.all((await records.list()).map(activeBlueprint))).flat();
  }

  async function checkStartable(name: string, blueprint: Blueprint): Promise<void> {
    checkActivation(
      { name, blueprint },
      (await active()).filter((other) => !other.isStopped),
    );
  }

  async function version(name: string, number: number): Promise<BlueprintVersion> {
    const stored = await blueprintStore.version(name, number);
    if (stored !== undefined) return stored;
    await records.get(name);
    throw unknownVersion(name, number);
  }

  return {
    open: async () => {
      await active();
    },
    resume: async () => {
      for (const record of await records.list()) await sweep(record);
    },
    validate: (source, options) => validate(source, { ...options, ...(parts.serves && { serves: parts.serves }) }),
    list: () => records.list(),
    get: (name) => records.get(name),
    versions: async (name) => {
      await records.get(name);
      return blueprintStore.versions(name);
    },
    version,
    push: async (request) => {
      const pushed = await pushVersion(
        {
          blueprintStore,
          records,
          clock: parts.clock,
          blueprintBytes: parts.limits.blueprintBytes,
          schemas: parts.schemas,
          serves: parts.serves,
        },
        request,
      );
      if (pushed.added) await announce(pushed.record);
      return pushed;
    },
    activate: async (name, number, condition = {}) => {
      await checkStartable(name, (await version(name, number)).blueprint);
      const record = await records.change(name, condition, (now) => {
        if (now.activeVersion === number) return now;
        const labelled = condition.labels === undefined ? now : withLabels(now, condition.labels);
        const status = isStopped(now) ? 'STOPPED' : 'ACTIVE';
        return { ...labelled, activeVersion: number, status };
      });
      return announce(record);
    },
    label: (name, labels) => records.change(name, {}, (now) => withLabels(now, labels)),
    start: async (name, condition = {}) => {
      const record = await records.change(name, condition, async (now) => {
        if (now.activeVersion === undefined) throw nothingActive(now);
        if (!isStopped(now)) return now;
        await checkStartable(name, (await loaded.get(name, now.activeVersion)).blueprint);
        const { stopMode: _, ...rest } = now;
        return { ...rest, status: 'ACTIVE', epoch: now.epoch + 1 };
      });
      await announce(record);
      return sweep(record);
    },
    stop: async (name, mode, condition = {}) => {
      const record = await records.change(name, condition, (now) =>
        isStopped(now) && now.stopMode === mode
          ? now
          : { ...now, status: 'STOPPED', stopMode: mode, epoch: now.epoch + 1 },
      );
      await announce(record);
      return sweep(record);
    },
    setWorker: async (name, settings, condition = {}) => {
      if (settings !== null) checkWorkerSettings(settings);
      const record = await records.change(name, condition, (now) => {
        const { workerOverride: _, ...rest } = now;
        return settings === null ? rest : { ...rest, workerOverride: settings };
      });
      return announce(record);
    },
    startFlow: (request) => starts.track(request.blueprint, startFlow(request)),
    hold: (blueprint) => {
      const record = records.peek(blueprint);
      return record === undefined ? undefined : holdOf(record);
    },
    lane: (blueprint) => (specific.has(blueprint) ? blueprint : undefined),
    active,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

function withLabels(record: BlueprintRecord, labels: BlueprintLabels): BlueprintRecord {
  return { ...record, labels: { ...record.labels, ...labels } };
}
