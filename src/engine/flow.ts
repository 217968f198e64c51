import type { Json, JsonObject } from '../asl/json.ts';
import type { AslError } from '../asl/result.ts';
import type { JobCall } from './effects.ts';
import type { FlowId } from './ids.ts';
import type { ChildExecution, Destination, MapRun, MapSettings, Selecting } from './map-run.ts';

export type FlowStatus = 'RUNNING' | 'PAUSED' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * The whole state of one execution, plain JSON and immutable: a decision returns a new one.
 * Open work stands in `visits`; a flow without visits has not begun or has ended.
 */
export interface Flow {
  readonly id: FlowId;
  readonly name: string;
  readonly blueprint: string;
  readonly version: number;
  /** 1 at the start; a retry begins the next run. */
  readonly run: number;
  readonly status: FlowStatus;
  /** An express execution: whether its caller waits for the end. Absent: a standard one. */
  readonly express?: 'ASYNC' | 'SYNC';
  readonly input: Json;
  readonly output?: Json;
  readonly error?: AslError;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly startedAt?: number;
  /** When the latest retry began. */
  readonly redrivenAt?: number;
  /** When the blueprint's TimeoutSeconds ends this run. */
  readonly timeoutAt?: number;
  readonly endedAt?: number;
  /** The last entry number given; entry numbers are never reused. */
  readonly entryCount: number;
  /** The id of the last history event. */
  readonly eventCount: number;
  /** By entry number. */
  readonly visits: { readonly [entry: string]: Visit };
  /** The sequence of the `ContinueFlow` that is under way; `sequence` counts them. */
  readonly continuation?: number;
  readonly sequence: number;
  /** Why tasks are held: an operator's pause, or the epoch of a blueprint that was stopped with `Pause`. */
  readonly pausedBy?: string;
  /** The latest operations applied, newest last. */
  readonly operations: readonly string[];
  /** What a retry from the failure continues: the visits that were open when the flow ended without success. */
  readonly unfinished?: { readonly [entry: string]: Visit };
  /** Free labels of whoever started it (trigger record, parent flow, caller). */
  readonly startedBy?: JsonObject;
}

/**
 * One scope (the flow itself, a branch, an iteration) at its current state. A fork that was detached keeps a visit of its own
 * while its scope goes on in another.
 */
export interface Visit {
  readonly entry: number;
  readonly state: string;
  /** The visit of the Parallel or Map that this scope belongs to; absent at top level. */
  readonly parent?: number;
  /** Branch or iteration number within the parent. */
  readonly index: number;
  /** The state's input, before InputPath. */
  readonly input: Json;
  /** The scope's own variables; those of outer scopes stand in the parents. */
  readonly variables: JsonObject;
  /** The scope's last history event. */
  readonly lastEvent: number;
  /** The `…StateEntered` event of this visit; 0 before it is entered. */
  readonly enteredEvent: number;
  /** When the state was entered, milliseconds since the epoch. */
  readonly enteredAt: number;
  /** Attempts made so far; the open job has this number. */
  readonly attempt: number;
  /** How often each retrier was used in this visit. */
  readonly retries?: readonly number[];
  /**
   * States of a distributed Map's iterations leave no events in this flow's history: how many states the scope has entered,
   * the present one included. They are bounded as events are.
   */
  readonly silent?: number;
  /** In an iteration of a distributed Map: the execution that it is. */
  readonly execution?: ChildExecution;
  readonly phase: Phase;
}

export type Phase =
  /** To be entered: by the running decision, or by the next one where the budget ended. */
  | { readonly type: 'ready' }
  /** As `ready`, but the flow is paused. */
  | { readonly type: 'held' }
  | JobPhase
  | SleepPhase
  | ReadingPhase
  | ChildrenPhase
  | WritingPhase
  | JoinPhase
  /** In `unfinished` only: the state whose error ended the flow. */
  | { readonly type: 'failed' };

/** A Wait, or the time between two attempts. `expired` while the flow is paused: the expiry is held. */
export interface SleepPhase {
  readonly type: 'wait' | 'backoff';
  readonly dueTime: number;
  readonly expired?: true;
}

/** A job is out. */
export interface JobPhase {
  readonly type: 'job';
  readonly job: JobCall;
  readonly started?: true;
  /** `ReportJobStarted` came with what the service said, and was recorded. */
  readonly submitted?: true;
  readonly timeoutAt?: number;
  readonly heartbeatAt?: number;
  /** Timed out while the flow is paused: the expiry is held. */
  readonly expired?: 'timeout' | 'heartbeat';
}

/** A distributed Map has its items read. */
export interface ReadingPhase {
  readonly type: 'reading';
  readonly job: JobCall;
  readonly run: MapRun;
  readonly settings: MapSettings;
}

/** A distributed Map has its results stored: of iterations that are over, by themselves or for the error that ended the run. */
export interface WritingPhase {
  readonly type: 'writing';
  readonly children: ChildrenPhase;
  readonly run: MapRun;
  readonly destination: Destination;
  readonly error?: AslError;
}

/** A Parallel or Map waits for its scopes, or a detached fork for its Join. */
export interface ChildrenPhase {
  readonly type: 'children';
  /** By index; absent ones have not ended. A failed one of a detached fork holds its error. */
  readonly outcomes: readonly (Outcome | null)[];
  readonly ended: number;
  readonly failed: number;
  /** The index of the branch that failed first. */
  readonly firstFailed?: number;
  /** The flow's event count at that time: tells which of several forks failed first. */
  readonly firstFailedAt?: number;
  /** How many branches or iterations have been started; those of a Map start in a window of `maxConcurrency`. */
  readonly startedCount: number;
  /** Iterations among the started ones that a retry of the flow has still to start again, in order. */
  readonly again?: readonly number[];
  readonly maxConcurrency: number;
  readonly toleratedFailures: number;
  /** Map: the items as they came, before ItemSelector. */
  readonly items?: readonly Json[];
  /** Map: expressions used up the decision that selected items; the next one goes on, and its iterations follow this event. */
  readonly resumesAfter?: number;
  /** Map with an ItemBatcher: its iterations are not known yet. */
  readonly selecting?: Selecting;
  /** Of a distributed Map. */
  readonly run?: MapRun;
  /** The effective input that branches start with, or that ItemSelector sees. */
  readonly effectiveInput: Json;
  /** Detached: still to be collected, or collected by a Join that lets the rest continue. */
  readonly detached?: 'open' | 'collected';
}

export type Outcome = ({ readonly output: Json } | { readonly error: AslError } | { readonly cancelled: true }) & {
  /** Of a distributed Map's iteration, where the results show its execution. Times in milliseconds since the epoch. */
  readonly execution?: ChildExecution & { readonly endedAt: number };
};

/** A Join waits for its forks. */
export interface JoinPhase {
  readonly type: 'join';
  readonly timeoutAt?: number;
  /** Timed out while the flow is paused. */
  readonly expired?: true;
}
