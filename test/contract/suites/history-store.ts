import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { HistoryStore } from '../../../src/ports/history-store.ts';
import { event } from './flow-store.ts';

export interface HistoryStoreSetup {
  readonly history: HistoryStore;
  /** Makes the flow known, where the store needs that. */
  readonly prepare: (flowId: FlowId) => Promise<void>;
  readonly crash: () => Promise<HistoryStore>;
  readonly close: () => Promise<void>;
}

let count = 0;

export function describeHistoryStore(name: string, setup: () => Promise<HistoryStoreSetup>): void {
  describe(`HistoryStore: ${name}`, () => {
    let context: HistoryStoreSetup;
    let history: HistoryStore;
    let flowId: FlowId;
    beforeEach(async () => {
      context = await setup();
      history = context.history;
      flowId = `history-${++count}` as FlowId;
      await context.prepare(flowId);
    });
    afterEach(() => context.close());

    const events = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => event(from + index));
    const ids = async (options: Parameters<HistoryStore['read']>[1]) =>
      (await history.read(flowId, options)).map(({ id }) => id);

    it('gives back what was appended, in order', async () => {
      const first = [event(1, { type: 'ExecutionStarted', details: { input: { a: [1] } } }), event(2)];
      await history.append(flowId, first);
      await history.append(flowId, events(3, 4));
      expect(await history.read(flowId, { limit: 10 })).toEqual([...first, ...events(3, 4)]);
    });

    it('pages forward from any event, also from inside a segment', async () => {
      await history.append(flowId, events(1, 4));
      await history.append(flowId, events(5, 5));
      await history.append(flowId, events(6, 9));
      expect(await ids({ limit: 3 })).toEqual([1, 2, 3]);
      expect(await ids({ after: 3, limit: 3 })).toEqual([4, 5, 6]);
      expect(await ids({ after: 6, limit: 10 })).toEqual([7, 8, 9]);
      expect(await ids({ after: 9, limit: 10 })).toEqual([]);
      expect(await ids({ limit: 0 })).toEqual([]);
    });

    it('pages backward', async () => {
      await history.append(flowId, events(1, 4));
      await history.append(flowId, events(5, 8));
      expect(await ids({ limit: 3, reverse: true })).toEqual([8, 7, 6]);
      expect(await ids({ after: 6, limit: 3, reverse: true })).toEqual([5, 4, 3]);
      expect(await ids({ after: 3, limit: 9, reverse: true })).toEqual([2, 1]);
      expect(await ids({ after: 1, limit: 9, reverse: true })).toEqual([]);
    });

    it('changes nothing when events are appended again, however they are cut', async () => {
      await history.append(flowId, events(1, 4));
      await history.append(flowId, events(1, 4));
      await history.append(flowId, events(3, 6));
      await history.append(flowId, events(1, 6));
      expect(await ids({ limit: 20 })).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('keeps flows apart', async () => {
      const other = `${flowId}-other` as FlowId;
      await context.prepare(other);
      await history.append(flowId, events(1, 2));
      await history.append(other, events(1, 1));
      expect(await history.read(other, { limit: 10 })).toHaveLength(1);
      expect(await history.read('no-such-flow' as FlowId, { limit: 10 })).toEqual([]);
    });

    it('is durable when append resolves', async () => {
      await history.append(flowId, events(1, 3));
      const revived = await context.crash();
      expect(await revived.read(flowId, { limit: 10 })).toEqual(events(1, 3));
    });

    it('is the identity on any details, shared or not', async () => {
      // JSON has no -0.
      const payload = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)));
      const shape = fc.array(
        fc.record({ field: fc.string(), value: payload, again: fc.array(fc.string(), { maxLength: 3 }) }),
        { minLength: 1, maxLength: 6 },
      );
      let at = 0;
      await fc.assert(
        fc.asyncProperty(shape, async (records) => {
          const appended = records.map(({ field, value, again }) => {
            at += 1;
            const details = Object.fromEntries([field, ...again].map((name) => [name, value]));
            return event(at, { details: details as Record<string, never> });
          });
          await history.append(flowId, appended);
          const read = await history.read(flowId, { after: at - records.length, limit: records.length });
          expect(JSON.stringify(read)).toBe(JSON.stringify(appended));
          expect(read).toEqual(appended);
        }),
        { numRuns: 60 },
      );
    });
  });
}
