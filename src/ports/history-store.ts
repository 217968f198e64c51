import type { HistoryEvent } from '../engine/events.ts';
import type { FlowId } from '../engine/ids.ts';

/** Complete histories, for as long as their flows are retained. Written, never read, by decisions. */
export interface HistoryStore {
  /** Appending events that are stored already changes nothing. */
  append(flowId: FlowId, events: readonly HistoryEvent[]): Promise<void>;
  /** Events with id > `after`, in order; with `reverse`, those with id < `after` (default: from the end), newest first. */
  read(
    flowId: FlowId,
    options: { readonly after?: number; readonly limit: number; readonly reverse?: boolean },
  ): Promise<readonly HistoryEvent[]>;
}
