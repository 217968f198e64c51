import type { LogLimits } from './partition-log.ts';

export interface BusSettings {
  /** Partitions of a topic that is new. */
  readonly partitions: (topic: string) => number;
  /** How long records stay that every group has passed, in milliseconds; 0 removes them at once. */
  readonly retentionMs: (topic: string) => number;
  /** How long a record that was polled from outside stays hidden from other pollers of its group. */
  readonly leaseMs: number;
  readonly memory: LogLimits;
}
