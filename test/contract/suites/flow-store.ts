import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/engine/effects.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { FlowStore, FlowWrite } from '../../../src/ports/flow-store.ts';
import { sampleFlow } from '../../support/sample-flow.ts';

export interface FlowStoreSetup {
  readonly store: FlowStore;
  /** The store as the next process finds it after this one was killed. */
  readonly crash: () => Promise<FlowStore>;
  readonly close: () => Promise<void>;
}

export function flowWrite(flow: Flow, expectedRevision: number, fields: Partial<FlowWrite> = {}): FlowWrite {
  return { flow, expectedRevision, outbox: [], events: [], effects: [], ...fields };
}

export function event(id: number, fields: Partial<HistoryEvent> = {}): HistoryEvent {
  return { id, previousEventId: id - 1, type: 'PassStateEntered', time: 1_000 + id, state: 'A', ...fields };
}

export function describeFlowStore(name: string, setup: () => Promise<FlowStoreSetup>): void {
  describe(`FlowStore: ${name}`, () => {
    let context: FlowStoreSetup;
    let store: FlowStore;
    beforeEach(async () => {
      context = await setup();
      store = context.store;
    });
    afterEach(() => context.close());

    let acceptedAt = 1_000;
    async function create(fields: Partial<Flow> = {}): Promise<Flow> {
      acceptedAt += 1;
      const flow = sampleFlow({ acceptedAt, ...fields });
      expect(await store.create(flow, 'hash')).toEqual({ created: true });
      return flow;
    }

    describe('create', () => {
      it('stores the accepted flow as revision 0', async () => {
        const flow = await create({ input: { text: '订单 \ud83d\ude00', list: [1, null, { a: true }] } });
        expect(await store.load(flow.id)).toEqual({ flow, revision: 0, outbox: [] });
      });

      it('leaves the flow that stands and returns it with its hash', async () => {
        const flow = await create({ input: 1 });
        const again = await store.create({ ...flow, input: 2 }, 'another hash');
        expect(again).toEqual({ created: false, inputHash: 'hash', existing: flow });
        expect((await store.load(flow.id))?.flow.input).toBe(1);
      });

      it('lets one of many racing creations win', async () => {
        const flow = sampleFlow();
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, input) => store.create({ ...flow, input }, `${input}`)),
        );
        expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
        const winner = outcomes.findIndex(({ created }) => created);
        expect((await store.load(flow.id))?.flow.input).toBe(winner);
      });

      it('keeps odd but legal JSON: __proto__ keys, lone surrogates, deep nesting', async () => {
        const input = JSON.parse(`{"__proto__":{"x":1},"s":"\\ud800","deep":${'['.repeat(200)}${']'.repeat(200)}}`);
        const flow = await create({ input });
        const loaded = await store.load(flow.id);
        expect(JSON.stringify(loaded?.flow.input)).toBe(JSON.stringify(input));
      });
    });

    describe('load', () => {
      it('gives undefined for an id that was never accepted', async () => {
        expect(await store.load('no-such-flow' as FlowId)).toBeUndefined();
      });
    });

    describe('commit', () => {
      it('replaces the state and counts the revision', async () => {
        const flow = await create();
        const next = { ...flow, entryCount: 1 };
        expect(await store.commit([flowWrite(next, 0)])).toEqual(['committed']);
        expect(await store.load(flow.id)).toMatchObject({ flow: next, revision: 1 });
      });

      it('refuses a write on another revision and stores none of it', async () => {
        const flow = await create();
        await store.commit([flowWrite({ ...flow, entryCount: 1 }, 0)]);
        const stale = flowWrite({ ...flow, entryCount: 9 }, 0, { events: [event(1)] });
        expect(await store.commit([stale])).toEqual(['conflict']);
        expect(await store.load(flow.id)).toMatchObject({ flow: { entryCount: 1 }, revision: 1 });
      });

      it('touches no other write of the batch when one conflicts', async () => {
        const [a, b, c] = [await create(), await create(), await create()];
        const outcomes = await store.commit([
          flowWrite({ ...a, entryCount: 1 }, 0),
          flowWrite({ ...b, entryCount: 1 }, 7),
          flowWrite({ ...c, entryCount: 1 }, 0),
        ]);
        expect(outcomes).toEqual(['committed', 'conflict', 'committed']);
        const loaded = await Promise.all([a, b, c].map(({ id }) => store.load(id)));
        expect(loaded.map((stored) => stored?.flow.entryCount)).toEqual([1, 0, 1]);
      });

      it('says conflict for a flow that is not there', async () => {
        expect(await store.commit([flowWrite(sampleFlow(), 0)])).toEqual(['conflict']);
      });

      it('commits nothing as nothing', async () => {
        expect(await store.commit([])).toEqual([]);
      });

      it('lets one of two racing writers win', async () => {
        const flow = await create();
        const outcomes = await Promise.all(
          [1, 2, 3].map((entryCount) => store.commit([flowWrite({ ...flow, entryCount }, 0)])),
        );
        expect(outcomes.flat().filter((outcome) => outcome === 'committed')).toHaveLength(1);
        expect((await store.load(flow.id))?.revision).toBe(1);
      });

      it('is durable when it resolves', async () => {
        const flow = await create({ input: { amount: 3 } });
        await store.commit([flowWrite({ ...flow, entryCount: 5 }, 0)]);
        const revived = await context.crash();
        expect(await revived.load(flow.id)).toMatchObject({
          flow: { entryCount: 5, input: { amount: 3 } },
          revision: 1,
        });
      });

      it('keeps the outbox until it is replaced, unless it performs everything itself', async () => {
        const flow = await create();
        const job: Effect = {
          type: 'DispatchJob',
          id: 'job:1.1',
          entry: 1,
          attempt: 1,
          state: 'A',
          job: { processor: 'p', mode: 'Sync', input: 1, delivery: 'AtLeastOnce' },
        };
        const outbox = [{ partition: 0, offset: 4, effects: [job], events: [event(1)] }];
        await store.commit([flowWrite(flow, 0, { outbox, effects: [job], events: [event(1)] })]);
        const stored = (await store.load(flow.id))?.outbox;
        if (store.performs.has('RecordHistory')) expect(stored).toEqual([]);
        else expect(stored).toEqual(outbox);
      });

      it('takes a state of a megabyte', async () => {
        const flow = await create();
        const output = 'x'.repeat(1024 * 1024);
        await store.commit([flowWrite({ ...flow, output }, 0)]);
        expect((await store.load(flow.id))?.flow.output).toBe(output);
      });

      it('takes hundreds of writes at once, each with its own outcome', async () => {
        const flows = await Promise.all(Array.from({ length: 300 }, () => create()));
        const outcomes = await store.commit(
          flows.map((flow, index) => flowWrite({ ...flow, sequence: 1 }, index % 3 ? 0 : 4)),
        );
        expect(outcomes).toEqual(flows.map((_, index) => (index % 3 ? 'committed' : 'conflict')));
      });
    });

    describe('openFlows', () => {
      const end = (flow: Flow, revision: number) =>
        store.commit([flowWrite({ ...flow, status: 'SUCCEEDED', endedAt: 2_000 }, revision)]);

      it('lists flows that have not ended, oldest first, page by page', async () => {
        const flows: Flow[] = [];
        for (let count = 0; count < 7; count += 1) flows.push(await create());
        await end(flows[2] as Flow, 0);
        await store.commit([flowWrite({ ...(flows[4] as Flow), status: 'PAUSED' }, 0)]);
        const listed: FlowId[] = [];
        let after: string | undefined;
        do {
          const page = await store.openFlows({ limit: 4, ...(after === undefined ? {} : { after }) });
          listed.push(...page.items);
          after = page.nextAfter;
        } while (after !== undefined);
        expect(listed).toEqual(flows.filter((_, index) => index !== 2).map(({ id }) => id));
      });

      it('lists a flow again that a retry opened', async () => {
        const flow = await create();
        await end(flow, 0);
        expect((await store.openFlows({ limit: 10 })).items).toEqual([]);
        await store.commit([flowWrite({ ...flow, run: 2 }, 1)]);
        expect((await store.openFlows({ limit: 10 })).items).toEqual([flow.id]);
        await end(flow, 2);
        expect((await store.openFlows({ limit: 10 })).items).toEqual([]);
      });

      it('can be narrowed to a blueprint', async () => {
        await create({ blueprint: 'a' });
        const flow = await create({ blueprint: 'b' });
        expect((await store.openFlows({ limit: 10, blueprint: 'b' })).items).toEqual([flow.id]);
      });
    });

    describe('latestFlows', () => {
      it('lists all flows, the one accepted last first', async () => {
        const flows: Flow[] = [];
        for (let count = 0; count < 5; count += 1) flows.push(await create());
        const first = await store.latestFlows({ limit: 3 });
        const rest = await store.latestFlows({ limit: 3, ...(first.nextBefore ? { before: first.nextBefore } : {}) });
        expect([...first.items, ...rest.items]).toEqual(flows.map(({ id }) => id).reverse());
        expect(rest.nextBefore).toBeUndefined();
      });
    });

    describe('remove', () => {
      it('removes an ended flow; its id is free again', async () => {
        const flow = await create();
        await store.commit([flowWrite({ ...flow, status: 'FAILED' }, 0, { events: [event(1)] })]);
        await store.remove(flow.id);
        expect(await store.load(flow.id)).toBeUndefined();
        expect(await store.create(flow, 'hash')).toEqual({ created: true });
        expect(await store.commit([flowWrite(flow, 0, { events: [event(1)] })])).toEqual(['committed']);
      });

      it('refuses a flow that has not ended', async () => {
        const flow = await create();
        await expect(store.remove(flow.id)).rejects.toMatchObject({ code: 'SFC_PRECONDITION_FAILED' });
        expect(await store.load(flow.id)).toBeDefined();
      });

      it('takes an unknown id for removed', async () => {
        await store.remove('no-such-flow' as FlowId);
      });
    });
  });
}
