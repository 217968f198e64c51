import type { FlowStatus } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';

/** Finds flows. It may lag, says by how much, can be rebuilt from the flows, and never decides anything. */
export interface FlowIndex {
  /** An older revision of a document never overwrites a newer one. */
  put(documents: readonly FlowDocument[]): Promise<void>;
  search(query: FlowQuery): Promise<FlowPage>;
  /** Flows per blueprint and status. */
  counts(): Promise<readonly StatusCount[]>;
  remove(flowId: FlowId): Promise<void>;
}

export interface FlowDocument {
  readonly flowId: FlowId;
  readonly revision: number;
  readonly name: string;
  readonly blueprint: string;
  readonly version: number;
  readonly status: FlowStatus;
  readonly run: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly endedAt?: number;
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states that are open. */
  readonly states: readonly string[];
  /** What full-text search sees: name, error, cause and an excerpt of the input. */
  readonly text: string;
}

export interface FlowQuery {
  readonly blueprint?: string;
  readonly status?: readonly FlowStatus[];
  /** Words that must all occur; Chinese is found by any two neighbouring characters. */
  readonly q?: string;
  readonly error?: string;
  /** Started at or after `from` and before `to`, milliseconds since the epoch. */
  readonly from?: number;
  readonly to?: number;
  readonly cursor?: string;
  readonly limit: number;
}
/** Newest first. */
export interface FlowPage {
  readonly items: readonly FlowDocument[];
  readonly nextCursor?: string;
}
export interface StatusCount {
  readonly blueprint: string;
  readonly status: FlowStatus;
  readonly count: number;
}
