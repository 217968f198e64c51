import type { DatabaseSync } from 'node:sqlite';
import type { HistoryEvent } from '../../engine/events.ts';
import type { FlowId } from '../../engine/ids.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { FlowNumbers } from './flow-numbers.ts';
import { decodeEvents, encodeEvents } from './history-encoding.ts';
import { EVENTS_PER_FLOW } from './schema.ts';
import { guarded } from './store-error.ts';
import type { Writer } from './writer.ts';

export interface HistoryStoreParts {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly numbers: FlowNumbers;
}

export function createHistoryStore({ file, database, writer, numbers }: HistoryStoreParts): HistoryStore {
  const forward = database.prepare('SELECT key, body FROM segments WHERE key >= ? AND key < ? ORDER BY key');
  const backward = database.prepare('SELECT key, body FROM segments WHERE key >= ? AND key < ? ORDER BY key DESC');
  const segmentOf = database.prepare('SELECT max(key) AS key FROM segments WHERE key >= ? AND key <= ?');

  function numberOf(flowId: FlowId): number | undefined {
    return guarded(file, () => numbers.find(flowId))?.number;
  }
  function decode(flowId: FlowId, body: unknown): HistoryEvent[] {
    try {
      return decodeEvents(String(body));
    } catch (cause) {
      throw new SfcError('SFC_STORE_CORRUPT', `A part of the history of flow ${flowId} in ${file} is damaged.`, {
        cause,
        details: { file, flowId },
      });
    }
  }
  function readForward(flowId: FlowId, flow: number, after: number, limit: number): HistoryEvent[] {
    const start = flow * EVENTS_PER_FLOW;
    // The segment that holds the first event wanted may begin before it.
    const from = Number(segmentOf.get(start, start + after + 1)?.['key'] ?? start);
    const events: HistoryEvent[] = [];
    for (const row of forward.iterate(from, start + EVENTS_PER_FLOW)) {
      for (const event of decode(flowId, row['body'])) {
        if (event.id > after) events.push(event);
        if (events.length === limit) return events;
      }
    }
    return events;
  }
  function readBackward(flowId: FlowId, flow: number, before: number, limit: number): HistoryEvent[] {
    const start = flow * EVENTS_PER_FLOW;
    const events: HistoryEvent[] = [];
    for (const row of backward.iterate(start, start + Math.min(before, EVENTS_PER_FLOW))) {
      for (const event of decode(flowId, row['body']).reverse()) {
        if (event.id < before) events.push(event);
        if (events.length === limit) return events;
      }
    }
    return events;
  }

  return {
    async append(flowId, events) {
      let rest = events;
      for (;;) {
        const [first] = rest;
        const last = rest.at(-1);
        if (first === undefined || last === undefined) return;
        const flow = numberOf(flowId);
        if (flow === undefined) throw new SfcError('SFC_UNKNOWN_FLOW', `No flow has the id ${flowId}.`);
        const segment = { firstEvent: first.id, lastEvent: last.id, body: encodeEvents(rest) };
        const stored = await writer.submit('appendSegment', flow, segment);
        if (stored === null) return;
        rest = rest.filter(({ id }) => id > stored);
      }
    },
    async read(flowId, { after, limit, reverse }) {
      const flow = numberOf(flowId);
      if (flow === undefined || limit <= 0) return [];
      return guarded(file, () =>
        reverse
          ? readBackward(flowId, flow, after ?? EVENTS_PER_FLOW, limit)
          : readForward(flowId, flow, after ?? 0, limit),
      );
    },
  };
}
