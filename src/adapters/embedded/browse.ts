import type { Delivered } from '../../ports/message-bus.ts';
import { toText } from './consumer-place.ts';
import type { PartitionLog } from './partition-log.ts';

export interface BrowsePage {
  readonly items: readonly Delivered<string>[];
  readonly nextCursor?: string;
}

/** Records as they stand, of no group: partition by partition, the oldest first. A cursor is `PARTITION-OFFSET`: from there on. */
export function browse(logs: readonly PartitionLog[], cursor: string | undefined, max: number): BrowsePage {
  const [first = 0, offset = 0] = (cursor ?? '0-0').split('-').map(Number);
  const items: Delivered<string>[] = [];
  for (let partition = first; partition < logs.length; partition++) {
    let from = partition === first ? offset : 0;
    for (const log = logs[partition]; log?.hasAfter(from); ) {
      if (items.length >= max) return { items, nextCursor: `${partition}-${from}` };
      const { records, next } = log.read(from, max - items.length);
      items.push(...records.map(toText));
      from = next;
    }
  }
  return { items };
}
