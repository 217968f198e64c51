import type { Effect } from '../../../src/engine/effects.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { CommitOutcome, FlowStore, FlowWrite, OutboxEntry, StoredFlow } from '../../../src/ports/flow-store.ts';
import type { HostileTimers } from './hostile-timers.ts';
import type { Process, Scheduler } from './scheduler.ts';

export interface StoreSettings {
  /** False: as an embedded store, which keeps no outbox and performs timers and history with the write. */
  readonly keepsOutbox: boolean;
  /** Turned off to show that the conditional write is needed. */
  readonly checksRevision: boolean;
  readonly trace: (line: string) => void;
}

/** What the store has seen of one flow: the measure for what was published. */
export interface FlowRecord {
  readonly events: HistoryEvent[];
  readonly effects: { readonly effect: Effect; readonly place: string }[];
  largestOutbox: number;
}

export interface HostileStore {
  readonly items: Map<FlowId, StoredFlow>;
  readonly records: Map<FlowId, FlowRecord>;
  readonly create: (flow: Flow) => void;
  readonly portOf: (process: Process) => FlowStore;
}

export function createHostileStore(
  scheduler: Scheduler,
  timers: HostileTimers,
  { keepsOutbox, checksRevision, trace }: StoreSettings,
): HostileStore {
  const items = new Map<FlowId, StoredFlow>();
  const records = new Map<FlowId, FlowRecord>();
  const performs: FlowStore['performs'] = new Set(
    keepsOutbox ? [] : (['SetTimer', 'CancelTimer', 'RecordHistory'] as const),
  );

  function write(writer: Process, { expectedRevision, flow, outbox, events, effects }: FlowWrite): CommitOutcome {
    const item = items.get(flow.id);
    const record = records.get(flow.id);
    if (!item || !record || (checksRevision && item.revision !== expectedRevision)) return 'conflict';
    items.set(flow.id, { flow, revision: item.revision + 1, outbox: keepsOutbox ? outbox : [] });
    trace(
      `${writer.name} writes ${flow.id} revision ${item.revision + 1}: ${events.map(({ id, type }) => `${id} ${type}`).join(', ')}; outbox ${outbox.map(({ partition, offset }) => `${partition}/${offset}`).join(' ')}`,
    );
    record.events.push(...events);
    record.effects.push(...placed(effects, outbox));
    record.largestOutbox = Math.max(record.largestOutbox, outbox.length);
    if (performs.size > 0) timers.perform(flow.id, effects);
    return 'committed';
  }

  return {
    items,
    records,
    create: (flow) => {
      items.set(flow.id, { flow, revision: 0, outbox: [] });
      records.set(flow.id, { events: [], effects: [], largestOutbox: 0 });
    },
    portOf: (process) => ({
      performs,
      create: () => Promise.reject(new Error('the simulation creates flows itself')),
      remove: () => Promise.reject(new Error('the simulation removes no flows')),
      latestFlows: () => Promise.reject(new Error('the simulation lists no flows')),
      load: (flowId) => scheduler.call(process, 'load', () => items.get(flowId)),
      commit: (writes) =>
        scheduler.call(process, 'commit', (mayGoOn) => {
          const outcomes: CommitOutcome[] = [];
          for (const each of writes) {
            outcomes.push(write(process, each));
            if (!mayGoOn()) break;
          }
          return outcomes;
        }),
      openFlows: ({ after, limit }) =>
        scheduler.call(process, 'openFlows', () => {
          const open = [...items.values()].filter(({ flow }) => flow.endedAt === undefined).map(({ flow }) => flow.id);
          const start = after === undefined ? 0 : open.findIndex((id) => id > after);
          const page = start < 0 ? [] : open.slice(start, start + limit);
          const last = page.at(-1);
          return page.length === limit && last !== undefined ? { items: page, nextAfter: last } : { items: page };
        }),
    }),
  };
}

function placed(effects: readonly Effect[], outbox: readonly OutboxEntry[]): { effect: Effect; place: string }[] {
  return effects.map((effect) => {
    const entry = outbox.find((candidate) => candidate.effects.includes(effect));
    return { effect, place: entry ? `${entry.partition}/${entry.offset}` : 'none' };
  });
}
