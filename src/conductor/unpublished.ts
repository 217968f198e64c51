import type { OutboxEntry } from '../ports/flow-store.ts';
import type { BatchPlace } from './outbox.ts';
import type { Publication } from './publish.ts';

/**
 * What was committed but could not be published by this process, per partition, until its inputs are delivered again.
 * A store that keeps no outbox relies on it where the bus fails while the process lives on.
 */
export interface Unpublished {
  readonly keep: (place: BatchPlace, publications: readonly Publication[]) => void;
  /** Takes out what the batch's inputs left behind. What stands below the batch was published by others since. */
  readonly take: (place: BatchPlace, lastOffset: number) => readonly Publication[];
}

const NONE: readonly Publication[] = [];

export function createUnpublished(): Unpublished {
  const byPartition = new Map<number, Publication[]>();

  return {
    keep: ({ partition }, publications) => {
      if (publications.length === 0) return;
      byPartition.set(partition, [...(byPartition.get(partition) ?? []), ...publications]);
    },
    take: ({ partition, firstOffset }, lastOffset) => {
      const kept = byPartition.get(partition);
      if (!kept) return NONE;
      const later = selectEntries(kept, ({ offset }) => offset > lastOffset);
      if (later.length > 0) byPartition.set(partition, later);
      else byPartition.delete(partition);
      return selectEntries(kept, ({ offset }) => offset >= firstOffset && offset <= lastOffset);
    },
  };
}

/** The two together; an entry that both hold is published once. */
export function joinPublications(
  left: readonly Publication[],
  publications: readonly Publication[],
): readonly Publication[] {
  if (left.length === 0) return publications;
  const places = new Set(publications.flatMap(({ flow, entries }) => entries.map((entry) => placeOf(flow.id, entry))));
  const seen = new Set<OutboxEntry>();
  const missing = left.flatMap((publication) =>
    selectEntries([publication], (entry) => {
      if (seen.has(entry)) return false;
      seen.add(entry);
      return !places.has(placeOf(publication.flow.id, entry));
    }),
  );
  return [...missing, ...publications];
}

function placeOf(flowId: string, { partition, offset }: OutboxEntry): string {
  return `${partition}/${offset}/${flowId}`;
}

function selectEntries(publications: readonly Publication[], wanted: (entry: OutboxEntry) => boolean): Publication[] {
  return publications
    .map((publication) => ({ ...publication, entries: publication.entries.filter(wanted) }))
    .filter(({ entries }) => entries.length > 0);
}
