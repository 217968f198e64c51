import type { Member, Place } from './consumer-place.ts';
import type { PartitionLog } from './partition-log.ts';
import type { Pollers } from './pollers.ts';
import type { TopicRow } from './record-procedures.ts';

export interface EmbeddedTopic {
  readonly id: number;
  readonly name: string;
  readonly logs: readonly PartitionLog[];
  readonly groups: Map<string, Group>;
  /** By partition: offsets below are never given out again, whatever happens. */
  readonly reserved: number[];
  readonly retentionMs: number;
  turn: number;
  isStored: boolean;
}
export interface Group {
  readonly name: string;
  readonly topic: EmbeddedTopic;
  readonly places: readonly Place[];
  readonly members: Member[];
  readonly pollers: Pollers;
  turn: number;
}

export function rowOf({ id, name, logs }: EmbeddedTopic): TopicRow {
  return { id, name, partitions: logs.length };
}

/** The offset below which every group of the topic is done; infinite where none reads it. */
export function passedByAll(topic: EmbeddedTopic, partition: number): number {
  let passed = Number.POSITIVE_INFINITY;
  for (const { places } of topic.groups.values()) passed = Math.min(passed, places[partition]?.next ?? 0);
  return passed;
}
