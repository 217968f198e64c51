import type { Effect } from '../engine/effects.ts';
import type { HistoryEvent } from '../engine/events.ts';
import type { Flow } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';

/**
 * The truth about flows. Every method is durable when it resolves, and rejects with an SfcError
 * (`SFC_STORE_FULL`, `SFC_STORE_CORRUPT`, …) when nothing was changed.
 */
export interface FlowStore {
  /**
   * Effects that `commit` carries out itself because their destination lies in the same database; the conductor publishes
   * only the others. 'RecordHistory' stands for the events.
   */
  readonly performs: ReadonlySet<Effect['type'] | 'RecordHistory'>;

  /** Stores an accepted flow (revision 0) unless its id is taken: then nothing changes and the one that stands is returned. */
  create(accepted: Flow, inputHash: string): Promise<CreateOutcome>;

  /** A consistent read. */
  load(flowId: FlowId): Promise<StoredFlow | undefined>;

  /**
   * Writes each flow as revision `expectedRevision + 1` if it is still at `expectedRevision`; one write's conflict does not touch the others.
   * State, kept outbox entries and whatever `performs` names are stored atomically per flow. A store that keeps the outbox may reject
   * with some of the writes stored, and call a write of its own a conflict whose answer was lost: the outbox tells what to publish.
   */
  commit(writes: readonly FlowWrite[]): Promise<readonly CommitOutcome[]>;

  /** Ids of the flows that have not ended, oldest first, from a sparse index: the cost follows the number of open flows. */
  openFlows(options: {
    readonly after?: string;
    readonly limit: number;
    readonly blueprint?: string;
  }): Promise<OpenFlows>;

  /** Ids of all flows, the one accepted last first: what rebuilds and completes the index. */
  latestFlows(options: { readonly before?: string; readonly limit: number }): Promise<LatestFlows>;

  /** Removes an ended flow with all that belongs to it. */
  remove(flowId: FlowId): Promise<void>;
}

export interface StoredFlow {
  readonly flow: Flow;
  readonly revision: number;
  /** Entries stored with the flow and not yet known to be published. Empty where a restart derives them from the flow. */
  readonly outbox: readonly OutboxEntry[];
}

export type CreateOutcome =
  | { readonly created: true }
  | { readonly created: false; readonly inputHash: string; readonly existing: Flow };

export interface FlowWrite {
  readonly expectedRevision: number;
  readonly flow: Flow;
  /** The whole outbox to be stored: entries kept and entries new. */
  readonly outbox: readonly OutboxEntry[];
  /** The new events and effects, in order, for stores that perform them. */
  readonly events: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
}

export type CommitOutcome = 'committed' | 'conflict';

/** Effects and events that one input caused, with the place of that input. */
export interface OutboxEntry {
  readonly partition: number;
  readonly offset: number;
  readonly effects: readonly Effect[];
  readonly events: readonly HistoryEvent[];
}

export interface OpenFlows {
  readonly items: readonly FlowId[];
  readonly nextAfter?: string;
}
export interface LatestFlows {
  readonly items: readonly FlowId[];
  readonly nextBefore?: string;
}
