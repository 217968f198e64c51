import type { HistoryEvent } from '../engine/events.ts';
import type { FlowId } from '../engine/ids.ts';
import type { BlueprintStore } from '../ports/blueprint-store.ts';
import type { FlowIndex, FlowPage, FlowQuery, StatusCount } from '../ports/flow-index.ts';
import type { FlowStore, StoredFlow } from '../ports/flow-store.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import { type PathEntry, pathOf } from './flow-path.ts';
import type { LiveEvents } from './live-events.ts';
import { blueprintStatistics, type Statistics } from './statistics.ts';
import { createVerbs, loadFlow, type Verbs } from './verbs.ts';

export interface MonitorParts {
  readonly flowStore: FlowStore;
  readonly historyStore: HistoryStore;
  readonly flowIndex: FlowIndex;
  readonly blueprintStore: BlueprintStore;
  readonly bus: MessageBus;
  readonly ids: Pick<Ids, 'unique'>;
  readonly liveEvents: LiveEvents;
  readonly payloadBytes: number;
}

export interface HistoryPage {
  readonly after?: number;
  readonly limit: number;
  readonly reverse?: boolean;
}

/** Shows flows and takes operators' verbs. What it lists may lag behind; what it shows of one flow does not. */
export interface Monitor extends Verbs {
  search(query: FlowQuery): Promise<FlowPage>;
  counts(): Promise<readonly StatusCount[]>;
  statistics(blueprint: string): Promise<Statistics>;
  /** A consistent read. `SFC_UNKNOWN_FLOW`. */
  show(flowId: FlowId): Promise<Pick<StoredFlow, 'flow' | 'revision'>>;
  history(flowId: FlowId, page: HistoryPage): Promise<readonly HistoryEvent[]>;
  /** The states that the flow went through, from its first 5,000 events. */
  path(flowId: FlowId): Promise<FlowPath>;
  readonly subscribe: LiveEvents['subscribe'];
}
export interface FlowPath {
  readonly entries: readonly PathEntry[];
  /** There are more events than were read. */
  readonly isTruncated: boolean;
}

const MAX_PATH_EVENTS = 5_000;

export function createMonitor(parts: MonitorParts): Monitor {
  const { flowStore, historyStore, flowIndex, liveEvents } = parts;

  async function history(flowId: FlowId, page: HistoryPage): Promise<readonly HistoryEvent[]> {
    const events = await historyStore.read(flowId, page);
    // A flow that has begun has events: only an empty page can belong to one that does not exist.
    if (events.length === 0) await loadFlow(flowStore, flowId);
    return events;
  }

  return {
    ...createVerbs(parts),
    search: (query) => flowIndex.search(query),
    counts: () => flowIndex.counts(),
    statistics: (blueprint) => blueprintStatistics(flowIndex, blueprint),
    show: async (flowId) => {
      const { flow, revision } = await loadFlow(flowStore, flowId);
      return { flow, revision };
    },
    history,
    path: async (flowId) => {
      const { flow } = await loadFlow(flowStore, flowId);
      const events = await historyStore.read(flowId, { limit: MAX_PATH_EVENTS });
      return { entries: pathOf(events, flow.status), isTruncated: events.length === MAX_PATH_EVENTS };
    },
    subscribe: liveEvents.subscribe,
  };
}
