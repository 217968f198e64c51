import type { FlowId } from '../engine/ids.ts';

export interface Ids {
  /** Unique and time-ordered. */
  readonly flowId: () => FlowId;
  /** Unique; seeds a decision's random numbers, names operations. */
  readonly unique: () => string;
}
