import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { FlowDocument, FlowIndex, FlowQuery } from '../../../src/ports/flow-index.ts';
import { until } from '../../support/until.ts';

export interface FlowIndexSetup {
  readonly index: FlowIndex;
  readonly close: () => Promise<void>;
}

let count = 0;

export function flowDocument(fields: Partial<FlowDocument> = {}): FlowDocument {
  count += 1;
  const flowId = fields.flowId ?? (`doc-${count}` as FlowId);
  return {
    flowId,
    revision: 1,
    name: flowId,
    blueprint: 'orders',
    version: 1,
    status: 'RUNNING',
    run: 1,
    startedAt: 1_000_000 + count,
    updatedAt: 1_000_000 + count,
    states: ['A'],
    text: '',
    ...fields,
  };
}

export function describeFlowIndex(name: string, setup: () => Promise<FlowIndexSetup>): void {
  describe(`FlowIndex: ${name}`, () => {
    let context: FlowIndexSetup;
    let index: FlowIndex;
    beforeEach(async () => {
      context = await setup();
      index = context.index;
    });
    afterEach(() => context.close());

    const ids = async (query: Partial<FlowQuery>) =>
      (await index.search({ limit: 100, ...query })).items.map(({ flowId }) => flowId);
    /** An index may lag: waits until a search finds what it should. */
    const expectFound = async (query: Partial<FlowQuery>, expected: readonly FlowDocument[]) => {
      const wanted = expected.map(({ flowId }) => flowId);
      let found: readonly FlowId[] = [];
      await until(async () => {
        found = await ids(query);
        return JSON.stringify(found) === JSON.stringify(wanted);
      }, 5_000).catch(() => expect(found).toEqual(wanted));
    };

    it('gives documents back whole, newest first', async () => {
      const old = flowDocument({ startedAt: 10 });
      const young = flowDocument({ startedAt: 20, status: 'FAILED', endedAt: 30, error: 'E', cause: '原因' });
      await index.put([old, young]);
      await expectFound({}, [young, old]);
      expect((await index.search({ limit: 10 })).items).toEqual([young, old]);
    });

    it('never lets an older revision overwrite a newer one, in any order', async () => {
      const first = flowDocument({ revision: 1 });
      const third: FlowDocument = { ...first, revision: 3, status: 'SUCCEEDED' };
      await index.put([third]);
      await index.put([first]);
      await index.put([{ ...first, revision: 2, status: 'PAUSED' }]);
      await expectFound({ status: ['SUCCEEDED'] }, [third]);
      expect(await ids({ status: ['RUNNING', 'PAUSED'] })).toEqual([]);
    });

    it('filters by blueprint, status, error and time, and by all together', async () => {
      const failed = flowDocument({ status: 'FAILED', error: 'States.Timeout', startedAt: 100 });
      const running = flowDocument({ startedAt: 200 });
      const other = flowDocument({ blueprint: 'refunds', status: 'FAILED', error: 'Other', startedAt: 300 });
      await index.put([failed, running, other]);
      await expectFound({ blueprint: 'orders' }, [running, failed]);
      await expectFound({ status: ['FAILED', 'ABORTED'] }, [other, failed]);
      await expectFound({ error: 'States.Timeout' }, [failed]);
      await expectFound({ from: 200 }, [other, running]);
      await expectFound({ from: 100, to: 300 }, [running, failed]);
      await expectFound({ blueprint: 'orders', status: ['FAILED'], error: 'States.Timeout', from: 1, to: 101 }, [
        failed,
      ]);
      await expectFound({ blueprint: 'none' }, []);
    });

    it('finds words that all occur, whatever their case', async () => {
      const a = flowDocument({ text: 'order-4711 Payment declined by ACME' });
      const b = flowDocument({ text: 'order-4712 payment accepted' });
      await index.put([a, b]);
      await expectFound({ q: 'payment' }, [b, a]);
      await expectFound({ q: 'PAYMENT acme' }, [a]);
      await expectFound({ q: 'order-4712' }, [b]);
      await expectFound({ q: 'payment missing' }, []);
      await expectFound({ q: 'order', blueprint: 'orders', status: ['RUNNING'] }, [b, a]);
    });

    it('finds Chinese by any two neighbouring characters, and by one', async () => {
      const a = flowDocument({ text: '天猫订单拆分失败 sku-9' });
      const b = flowDocument({ text: '财务统计完成' });
      await index.put([a, b]);
      for (const q of ['订单', '单拆', '拆分失败', '天猫订单拆分失败', '天', '败', 'sku 订单', '订单sku-9']) {
        await expectFound({ q }, [a]);
      }
      await expectFound({ q: '统计 财务' }, [b]);
      await expectFound({ q: '订计' }, []);
      await expectFound({ q: '单订' }, []);
    });

    it('takes any text as words, never as a query language', async () => {
      const document = flowDocument({ text: `it's "quoted" NEAR AND OR (x) a*b col:val \ud800` });
      await index.put([document]);
      for (const q of [
        '"',
        "'",
        '* AND',
        'NEAR(',
        'col:val',
        'words:x',
        '-a',
        '\ud800',
        '   ',
        '()',
        'a OR',
        '^x',
        '{}',
      ]) {
        await index.search({ q, limit: 5 });
      }
      await expectFound({ q: '"quoted"' }, [document]);
      await expectFound({ q: 'AND' }, [document]);
    });

    it('follows a text that changes', async () => {
      const document = flowDocument({ text: 'before 以前' });
      await index.put([document]);
      const changed = { ...document, revision: 2, text: 'after 以后' };
      await index.put([changed]);
      await expectFound({ q: 'after' }, [changed]);
      await expectFound({ q: '以后' }, [changed]);
      await expectFound({ q: 'before' }, []);
    });

    it('pages without gaps or repetitions while flows arrive and change', async () => {
      const documents = Array.from({ length: 25 }, (_, number) =>
        flowDocument({ startedAt: 1_000 + Math.floor(number / 3) }),
      );
      await index.put(documents);
      await until(async () => (await ids({})).length === 25);
      const listed: FlowDocument[] = [];
      let cursor: string | undefined;
      let round = 0;
      do {
        const page = await index.search({ limit: 4, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.items.length).toBeLessThanOrEqual(4);
        listed.push(...page.items);
        cursor = page.nextCursor;
        round += 1;
        const changed = documents[round] as FlowDocument;
        await index.put([flowDocument({ startedAt: 9_000 }), { ...changed, revision: 2, status: 'FAILED' }]);
      } while (cursor !== undefined);
      expect(new Set(listed.map(({ flowId }) => flowId))).toEqual(new Set(documents.map(({ flowId }) => flowId)));
      expect(listed).toHaveLength(25);
    });

    it('takes a cursor that is none', async () => {
      await index.search({ limit: 5, cursor: 'nonsense' });
    });

    it('counts per blueprint and status, through changes and removals', async () => {
      const a = flowDocument();
      const b = flowDocument();
      const c = flowDocument({ blueprint: 'refunds' });
      await index.put([a, b, c]);
      await index.put([{ ...a, revision: 2, status: 'SUCCEEDED' }]);
      await index.put([{ ...a, revision: 2, status: 'SUCCEEDED' }]);
      await index.remove(c.flowId);
      await index.remove('no-such-flow' as FlowId);
      const expected = [
        { blueprint: 'orders', status: 'RUNNING', count: 1 },
        { blueprint: 'orders', status: 'SUCCEEDED', count: 1 },
      ];
      await until(async () => (await index.counts()).length === 2);
      expect([...(await index.counts())].sort((x, y) => (x.status < y.status ? -1 : 1))).toEqual(expected);
      await expectFound({ q: c.name }, []);
    });
  });
}
