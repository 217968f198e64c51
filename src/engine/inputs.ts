import type { Json } from '../asl/json.ts';
import type { AslError } from '../asl/result.ts';
import type { TokenRef } from './ids.ts';

/**
 * The only way into a flow. Every input says what it answers: one whose token, timer, run or sequence is no longer open
 * changes nothing (`Decision.applied` is false), so that any input may be delivered any number of times.
 * An input that changed nothing on the flow's latest state never changes anything later: what was dropped once may come again
 * through a conductor that has been overtaken. So the answer depends on the flow alone, and a verb that has nothing to do is
 * remembered as applied.
 */
export type Input =
  | StartFlow
  | ReportJobStarted
  | ReportJobResult
  | RecordHeartbeat
  | FireTimer
  | ContinueFlow
  | StopFlow
  | RetryFlow
  | PauseFlow
  | ResumeFlow
  | SkipState;

/** Begins an accepted flow (its item holds blueprint, version and input). */
export interface StartFlow {
  readonly type: 'StartFlow';
}

/**
 * The job is in other hands: TaskStarted, and TaskSubmitted where the service answered a callback or `.sync` call; ActivityStarted
 * where a worker took it.
 */
export interface ReportJobStarted extends TokenRef {
  readonly type: 'ReportJobStarted';
  readonly submitted?: Json;
  /** Of an activity's worker, as it calls itself. */
  readonly workerName?: string;
}

/** The one answer of a job. */
export interface ReportJobResult extends TokenRef {
  readonly type: 'ReportJobResult';
  readonly result: { readonly output: Json } | { readonly error: AslError };
}

/** The processor is alive: the job's heartbeat timer is set anew. */
export interface RecordHeartbeat extends TokenRef {
  readonly type: 'RecordHeartbeat';
}

export type TimerKind = 'wait' | 'backoff' | 'timeout' | 'heartbeat' | 'flow-timeout' | 'join-timeout';

/** A timer set by `SetTimer` is due. For `flow-timeout`, `entry` is 0 and `attempt` the run. */
export interface FireTimer extends TokenRef {
  readonly type: 'FireTimer';
  readonly kind: TimerKind;
  /** The time that it was set for: it answers that setting and no other, whatever the clock says. Absent: what is due answers. */
  readonly dueTime?: number;
}

/** A decision that reached its budget goes on where it stopped. */
export interface ContinueFlow {
  readonly type: 'ContinueFlow';
  readonly sequence: number;
}

interface Verb {
  /** Names the operation; the same one is applied once. */
  readonly operationId: string;
  /** The run that the operator saw; a verb for a past run does nothing. */
  readonly run: number;
}
export interface StopFlow extends Verb {
  readonly type: 'StopFlow';
  readonly error?: string;
  readonly cause?: string;
}
/** `from`: 'Failure' (the default), 'Start', or the name of a top-level state; `input` replaces that state's input. */
export interface RetryFlow extends Verb {
  readonly type: 'RetryFlow';
  readonly from?: string;
  readonly input?: Json;
}
export interface PauseFlow extends Verb {
  readonly type: 'PauseFlow';
}
export interface ResumeFlow extends Verb {
  readonly type: 'ResumeFlow';
}
/** Ends the open Task visits of the named state as if their jobs had returned `output` (default: the state's input). */
export interface SkipState extends Verb {
  readonly type: 'SkipState';
  readonly state: string;
  readonly output?: Json;
}
