import type { SetTimer } from '../engine/effects.ts';
import type { FlowId } from '../engine/ids.ts';

/**
 * Due times of flows. A timer fires at its time or later, at least once, also after a restart; it may fire after it was
 * cancelled. One that fires early is a bug of the adapter. Ids are unique per flow; setting one again moves it.
 */
export interface Timers {
  set(flowId: FlowId, timers: readonly SetTimer[]): Promise<void>;
  cancel(flowId: FlowId, ids: readonly string[]): Promise<void>;
  /** `fire` is called with what is due until `stop`; what it rejects is fired again. */
  start(fire: (due: readonly DueTimer[]) => Promise<void>): void;
  stop(): Promise<void>;
}
export interface DueTimer {
  readonly flowId: FlowId;
  readonly timer: SetTimer;
}
