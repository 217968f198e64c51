import type { Effect } from '../engine/effects.ts';
import type { OutboxEntry } from '../ports/flow-store.ts';

/** Where a batch stands in its topic. Everything of the partition below `firstOffset` was published, then acknowledged. */
export interface BatchPlace {
  readonly partition: number;
  readonly firstOffset: number;
}

/**
 * The rules that make transitions exactly-once over at-least-once transport. The conductor takes them as one value so that
 * the simulation can put a wrong one in the place of each and show that it is needed.
 */
export interface Protocol {
  /**
   * The outbox to store with a write. Entries of the batch's own partition go once a batch began above them. Those of another
   * partition (partitions were added, the flow's key has moved) may still be published by a redelivery there: their events
   * stay with the flow, their effects until they are no longer open.
   */
  readonly keep: (
    stored: readonly OutboxEntry[],
    added: readonly OutboxEntry[],
    place: BatchPlace,
    openEffectIds: () => ReadonlySet<string>,
  ) => readonly OutboxEntry[];
  /** What a redelivered input publishes again: the entries with its partition and offset, no more. */
  readonly republish: (stored: readonly OutboxEntry[], partition: number, offset: number) => readonly OutboxEntry[];
  /** Whether an input that looks stale on a cached copy is judged again on a consistent read. */
  readonly rejudgeStale: boolean;
}

export const PROTOCOL: Protocol = { keep, republish, rejudgeStale: true };

const NONE: readonly OutboxEntry[] = [];

function keep(
  stored: readonly OutboxEntry[],
  added: readonly OutboxEntry[],
  place: BatchPlace,
  openEffectIds: () => ReadonlySet<string>,
): readonly OutboxEntry[] {
  let kept: OutboxEntry[] | undefined;
  for (const entry of stored) {
    const remaining =
      entry.partition === place.partition ? ownPartition(entry, place) : settled(entry, openEffectIds());
    if (remaining === undefined) continue;
    kept ??= [];
    kept.push(remaining);
  }
  if (kept === undefined) return added;
  for (const entry of added) kept.push(entry);
  return kept;
}

function ownPartition(entry: OutboxEntry, place: BatchPlace): OutboxEntry | undefined {
  return entry.offset >= place.firstOffset ? entry : undefined;
}

function settled(entry: OutboxEntry, openEffectIds: ReadonlySet<string>): OutboxEntry | undefined {
  const isOpen = (effect: Effect) => openEffectIds.has(effect.id);
  if (entry.effects.every(isOpen)) return entry.effects.length + entry.events.length > 0 ? entry : undefined;
  const effects = entry.effects.filter(isOpen);
  return effects.length + entry.events.length > 0 ? { ...entry, effects } : undefined;
}

function republish(stored: readonly OutboxEntry[], partition: number, offset: number): readonly OutboxEntry[] {
  let found: OutboxEntry[] | undefined;
  for (const entry of stored) {
    if (entry.partition !== partition || entry.offset !== offset) continue;
    found ??= [];
    found.push(entry);
  }
  return found ?? NONE;
}
