import type { Blueprint, WorkerSettings } from '../asl/blueprint.ts';
import type { Json } from '../asl/json.ts';
import type { Problem } from '../asl/validate/problem.ts';
import type { HistoryEvent } from '../engine/events.ts';
import type { Flow } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import type { DeadLetter } from '../messages/topics.ts';
import type { PathEntry } from '../monitor/flow-path.ts';
import type { Statistics } from '../monitor/statistics.ts';
import type { BlueprintRecord, StopMode, VersionSummary } from '../ports/blueprint-store.ts';
import type { FlowDocument, FlowPage, FlowQuery, StatusCount } from '../ports/flow-index.ts';
import type { Message, Receipt, RemoteConsumers } from '../ports/message-bus.ts';
import type { WorkerReport } from '../ports/worker-fleet.ts';
import type { Pushed } from '../registry/push.ts';
import type { UnservedBlueprint } from '../scheduler/worker-settings.ts';

/**
 * What the API needs of the conductor, and nothing more: the composition hands over objects that fit.
 * Every method rejects with an SfcError whose code says what was wrong; anything else is answered as SFC_INTERNAL.
 */
export interface ApiServices {
  readonly registry: RegistryService;
  readonly monitor: MonitorService;
  readonly callbacks: CallbackService;
  readonly activities: ActivityService;
  readonly workers: WorkerService;
  readonly topics: TopicService;
  readonly deadLetters: DeadLetterService;
  readonly health: () => Promise<Health>;
}

/** Only change the record if it still has this revision; else `SFC_PRECONDITION_FAILED`. */
export interface IfRevision {
  readonly expectedRevision?: number;
}

export interface RegistryService {
  validate(
    source: string,
    options?: { readonly dialect?: 'sfc' | 'asl' },
  ): {
    readonly valid: boolean;
    readonly problems: readonly Problem[];
  };
  list(): Promise<readonly BlueprintRecord[]>;
  /** `SFC_UNKNOWN_BLUEPRINT`. */
  get(name: string): Promise<BlueprintRecord>;
  versions(name: string): Promise<readonly VersionSummary[]>;
  /** `SFC_UNKNOWN_BLUEPRINT`, `SFC_UNKNOWN_VERSION`. */
  version(name: string, version: number): Promise<StoredVersion>;
  /** Validates and stores; `SFC_INVALID_BLUEPRINT` carries `details.problems`. */
  push(request: { readonly name: string; readonly source: string } & IfRevision): Promise<Pushed>;
  activate(name: string, version: number, condition?: IfRevision): Promise<BlueprintRecord>;
  start(name: string, condition?: IfRevision): Promise<BlueprintRecord>;
  stop(name: string, mode: StopMode, condition?: IfRevision): Promise<BlueprintRecord>;
  /** Null removes the operator's override. */
  setWorker(name: string, settings: WorkerSettings | null, condition?: IfRevision): Promise<BlueprintRecord>;
  startFlow(request: {
    readonly blueprint: string;
    readonly version?: number;
    readonly name?: string;
    readonly input: Json;
  }): Promise<{ readonly flowId: FlowId; readonly created: boolean }>;
}
export interface StoredVersion extends VersionSummary {
  readonly name: string;
  readonly source: string;
  readonly blueprint: Blueprint;
}
export interface MonitorService {
  search(query: FlowQuery): Promise<FlowPage>;
  counts(): Promise<readonly StatusCount[]>;
  statistics(blueprint: string): Promise<Statistics>;
  /** `SFC_UNKNOWN_FLOW`. */
  show(flowId: FlowId): Promise<{ readonly flow: Flow; readonly revision: number }>;
  history(
    flowId: FlowId,
    page: { readonly after?: number; readonly limit: number; readonly reverse?: boolean },
  ): Promise<readonly HistoryEvent[]>;
  /** The states that the flow went through, in the order in which they were entered. */
  path(flowId: FlowId): Promise<{ readonly entries: readonly PathEntry[]; readonly isTruncated: boolean }>;
  stop(flowId: FlowId, reason: { readonly error?: string; readonly cause?: string }): Promise<void>;
  retry(flowId: FlowId, options: { readonly from?: string; readonly input?: Json }): Promise<void>;
  pause(flowId: FlowId): Promise<void>;
  resume(flowId: FlowId): Promise<void>;
  skip(flowId: FlowId, options: { readonly state: string; readonly output?: Json }): Promise<void>;
  /** Calls back for every indexed change of a flow, without waiting; returns what ends it. */
  subscribe(listener: (change: FlowDocument) => void): () => void;
}
/** `SFC_TOKEN_INVALID`, `SFC_TOKEN_SETTLED`. */
export interface CallbackService {
  success(token: string, output: Json): Promise<void>;
  failure(token: string, error: { readonly error: string; readonly cause?: string }): Promise<void>;
  heartbeat(token: string): Promise<void>;
}

export interface ActivityService {
  /** Undefined where no task came in time. */
  take(request: {
    readonly activity: string;
    readonly workerName?: string;
    readonly waitMs: number;
    readonly signal?: AbortSignal;
  }): Promise<{ readonly token: string; readonly input: Json } | undefined>;
}

export interface WorkerService {
  list(): Promise<readonly WorkerReport[]>;
  /** Blueprints whose jobs no worker takes, and why. */
  unserved(): Promise<readonly UnservedBlueprint[]>;
  /** Changes a common worker, or adds it. */
  setCommon(
    name: string,
    settings: { readonly replicas?: number; readonly concurrency?: number },
  ): Promise<WorkerReport>;
  removeCommon(name: string): Promise<void>;
}

/** Topics of the user's own, for services that have no broker client. */
export interface TopicService {
  send(topic: string, messages: readonly Message<string>[]): Promise<readonly Receipt[]>;
  readonly poll: RemoteConsumers['poll'];
  readonly acknowledge: RemoteConsumers['acknowledge'];
}

export interface DeadLetterService {
  list(page: { readonly cursor?: string; readonly limit: number }): Promise<{
    readonly items: readonly StoredDeadLetter[];
    readonly nextCursor?: string;
  }>;
  /** `SFC_UNKNOWN_DEAD_LETTER`. */
  get(id: string): Promise<StoredDeadLetter>;
  /** Appends the record to its topic again. */
  replay(id: string): Promise<Receipt>;
}
export interface StoredDeadLetter extends DeadLetter {
  readonly id: string;
}

export interface Health {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly message?: string }[];
}
