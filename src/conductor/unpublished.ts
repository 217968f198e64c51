import type { OutboxEntry } from '../ports/flow-store.ts';
import type { BatchOutcome } from './handle-batch.ts';
import type { BatchPlace } from './outbox.ts';
import type { Publication } from './publish.ts';

/**
 * What was committed but could not be published by this process, per partition, until the batch that is delivered again
 * succeeds. A store that keeps no outbox needs it for a bus that fails while the process lives on; a store that keeps one
 * gives the same entries, and they are published twice.
 */
export interface Unpublished {
  readonly keep: (place: BatchPlace, outcome: BatchOutcome) => void;
  /** Publications whose inputs stand in the partition at or above the batch's place and up to `lastOffset`. */
  readonly take: (place: BatchPlace, lastOffset: number) => readonly Publication[];
}

const NONE: readonly Publication[] = [];

export function createUnpublished(): Unpublished {
  const byPartition = new Map<number, Publication[]>();

  return {
    keep: ({ partition }, { publications }) => {
      if (publications.length === 0) return;
      byPartition.set(partition, [...(byPartition.get(partition) ?? []), ...publications]);
    },
    take: ({ partition }, lastOffset) => {
      const kept = byPartition.get(partition);
      if (!kept) return NONE;
      byPartition.delete(partition);
      const due = (entry: OutboxEntry) => entry.offset <= lastOffset;
      const later = split(kept, (entry) => !due(entry));
      if (later.length > 0) byPartition.set(partition, later);
      return split(kept, due);
    },
  };
}

function split(publications: readonly Publication[], wanted: (entry: OutboxEntry) => boolean): Publication[] {
  return publications
    .map((publication) => ({ ...publication, entries: publication.entries.filter(wanted) }))
    .filter(({ entries }) => entries.length > 0);
}
