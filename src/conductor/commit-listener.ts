import type { HistoryEvent } from '../engine/events.ts';
import type { Flow } from '../engine/flow.ts';
import type { Commit } from './handle-batch.ts';

/** Told of every flow that was stored: for the index and for live views. It cannot hold up or break the conductor. */
export type OnCommitted = (flow: Flow, revision: number, events: readonly HistoryEvent[]) => void;

export interface CommitListener {
  readonly add: (commits: readonly Commit[]) => void;
  readonly flush: () => void;
}

/** Collects commits and tells of them when `defer` lets it, after the batch that made them went on its way. */
export function createCommitListener(
  onCommitted: OnCommitted | undefined,
  defer: (run: () => void) => void,
): CommitListener {
  let waiting: Commit[] = [];
  const flush = () => {
    const commits = waiting;
    waiting = [];
    for (const { flow, revision, events } of commits) {
      try {
        onCommitted?.(flow, revision, events);
      } catch {
        // Views may lag or break; the flow is stored.
      }
    }
  };
  return {
    add: (commits) => {
      if (!onCommitted || commits.length === 0) return;
      if (waiting.length === 0) defer(flush);
      for (const commit of commits) waiting.push(commit);
    },
    flush,
  };
}
