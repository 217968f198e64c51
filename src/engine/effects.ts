import type { ResultExport } from '../asl/items/map-results.ts';
import type { ReaderConfig } from '../asl/items/reader-config.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import type { TokenRef } from './ids.ts';
import type { TimerKind } from './inputs.ts';

/**
 * What the shell must do, and only after the state that asked for it is stored, in the order given.
 * Every effect has an id that follows from the flow's state alone, so a repeated one is recognised:
 * timers deduplicate by it; a job may be performed again, with the same token.
 * An effect that is lost is found again by `openEffects(flow)`.
 */
export type Effect = DispatchJob | CancelJob | SetTimer | CancelTimer | ContinueLater;

/** Hand the job to a worker. Answered by `ReportJobResult` with the same entry and attempt. */
export interface DispatchJob extends TokenRef {
  readonly type: 'DispatchJob';
  /** `job:ENTRY.ATTEMPT` */
  readonly id: string;
  readonly state: string;
  readonly job: JobCall;
}

/** The job's answer is no longer wanted (timed out, cancelled, stopped); the executor may break off the call. */
export interface CancelJob extends TokenRef {
  readonly type: 'CancelJob';
  /** `cancel:ENTRY.ATTEMPT` */
  readonly id: string;
}

/** Send `FireTimer` at `dueTime` (milliseconds since the epoch) or later, at least once. Setting an id again moves it. */
export interface SetTimer extends TokenRef {
  readonly type: 'SetTimer';
  /** `KIND:ENTRY.ATTEMPT` */
  readonly id: string;
  readonly kind: TimerKind;
  readonly dueTime: number;
}

/** The timer is not needed; a late one is harmless. */
export interface CancelTimer {
  readonly type: 'CancelTimer';
  readonly id: string;
}

/** Send `ContinueFlow` with this sequence. */
export interface ContinueLater {
  readonly type: 'ContinueLater';
  /** `continue:SEQUENCE` */
  readonly id: string;
  readonly sequence: number;
}

/** All that the executor needs to perform a job: expressions are evaluated, nothing refers to the blueprint. */
export interface JobCall {
  readonly processor: string;
  readonly mode: 'Sync' | 'Async';
  /** The effective input: after Parameters or Arguments. */
  readonly input: Json;
  readonly delivery: 'AtLeastOnce' | 'AtMostOnce';
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
  readonly credentials?: Json;
  /** `http(s)://` only. */
  readonly method?: string;
  readonly headers?: JsonObject;
  readonly queryParameters?: JsonObject;
  /** `kafka://` only. */
  readonly group?: string;
  readonly replyTopic?: string;
  readonly reply?: 'None';
  /** A distributed Map's ItemReader: how its objects become items; the job's result are these (`ReadItems`). */
  readonly reader?: ReaderConfig;
  /** A distributed Map's ResultWriter: what is to be stored. */
  readonly results?: ResultExport;
  /** The request's correlation value, and the expression over `$reply` that must equal it. */
  readonly correlation?: { readonly key: Json; readonly replyExpression: string };
}
