import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Json, JsonObject } from '../../src/asl/json.ts';
import type { FlowId } from '../../src/engine/ids.ts';
import type { FlowDocument, StatusCount } from '../../src/ports/flow-index.ts';
import { shown } from './support/golden.ts';
import { createHouse, type House, type OpenHouse } from './support/house.ts';
import { eventsOf, goldenEvents } from './support/sample.ts';

/** What the recorded messages and inputs must come to. */
const COUNTS = [
  { blueprint: 'hello-world', status: 'SUCCEEDED', count: 1 },
  { blueprint: 'job-b', status: 'SUCCEEDED', count: 20 },
  { blueprint: 'job-c', status: 'SUCCEEDED', count: 16 },
  { blueprint: 'nightly-reconciliation', status: 'SUCCEEDED', count: 1 },
  { blueprint: 'order-fulfilment', status: 'FAILED', count: 2 },
  { blueprint: 'order-fulfilment', status: 'SUCCEEDED', count: 287 },
  { blueprint: 'quote-quorum', status: 'SUCCEEDED', count: 1 },
  { blueprint: 'refund-with-approval', status: 'SUCCEEDED', count: 7 },
] satisfies StatusCount[];
const DEAD_LETTERS = {
  SFC_FLOW_NAME_TAKEN: 1,
  SFC_INPUT_SCHEMA_VIOLATION: 4,
  SFC_RECORD_UNREADABLE: 3,
  SFC_TRIGGER_FAILED: 1,
};

let house: House;
let open: OpenHouse;
beforeAll(async () => {
  house = await createHouse();
  open = await house.open();
  await vi.waitFor(async () => expect(await counts()).toEqual(COUNTS), { timeout: 90_000, interval: 200 });
});
afterAll(async () => {
  await open?.close();
  house?.remove();
});

async function counts(): Promise<StatusCount[]> {
  const found = await open.services.monitor.counts();
  return found.toSorted((one, other) =>
    `${one.blueprint} ${one.status}` < `${other.blueprint} ${other.status}` ? -1 : 1,
  );
}

async function flowsOf(blueprint: string): Promise<FlowDocument[]> {
  const flows: FlowDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await open.services.monitor.search({ blueprint, limit: 100, ...(cursor ? { cursor } : {}) });
    flows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return flows;
}

async function outputOf(flowId: FlowId): Promise<JsonObject> {
  return ((await open.services.monitor.show(flowId)).flow.output ?? {}) as JsonObject;
}

async function outputsOf(blueprint: string): Promise<JsonObject[]> {
  return Promise.all((await flowsOf(blueprint)).map(({ flowId }) => outputOf(flowId)));
}

function tally(values: readonly (Json | undefined)[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const value of values) sums[String(value)] = (sums[String(value)] ?? 0) + 1;
  return sums;
}

async function deadLetters() {
  return (await open.services.deadLetters.list({ limit: 100 })).items;
}

describe('the main job', () => {
  it('loads every sample and feeds its messages', () => {
    expect(open.samples.loaded.map(({ name, fed, fault }) => [name, fed, fault])).toEqual([
      ['hello-world', 0, undefined],
      ['nightly-reconciliation', 0, undefined],
      ['one-service-two-flows', 40, undefined],
      ['order-fulfilment', 300, undefined],
      ['quote-quorum', 0, undefined],
      ['refund-with-approval', 7, undefined],
    ]);
  });

  it.each([
    ['hello-world', 'greets Ada', 'hello-world', undefined],
    ['one-service-two-flows', 'an express parcel goes to job C', 'job-c', 'scan-0002'],
    ['refund-with-approval', 'a small refund is paid at once', 'refund-with-approval', 'R-1001'],
  ])('%s: the history of "%s" is the golden one', async (sample, scenario, blueprint, name) => {
    const flow = (await flowsOf(blueprint)).find((candidate) => name === undefined || candidate.name === name);
    const events = await open.services.monitor.history(flow?.flowId as FlowId, { limit: 100 });
    expect(events.map(shown)).toEqual(goldenEvents(sample, scenario));
  });

  it('starts one flow for each good order, and keeps each bad message with its reason', async () => {
    const letters = await deadLetters();
    expect(tally(letters.map(({ code }) => code))).toEqual(DEAD_LETTERS);
    const bad = new Set(letters.map(({ value }) => value));
    const good = eventsOf('order-fulfilment').filter((line) => !bad.has(line));
    const expected = new Set(good.map((line) => `order-${(JSON.parse(line) as { orderId: string }).orderId}`));
    const names = (await flowsOf('order-fulfilment')).map(({ name }) => name);
    expect(new Set(names)).toEqual(expected);
    expect(names).toHaveLength(expected.size);
  });

  it('fulfils the orders, and undoes what cannot be fulfilled', async () => {
    const outputs = await outputsOf('order-fulfilment');
    expect(tally(outputs.map(({ status }) => status))).toEqual({ fulfilled: 282, cancelled: 5, undefined: 2 });
    expect(tally(outputs.map(({ reason }) => reason))).toMatchObject({
      'Order.AmountMismatch': 2,
      'States.Http.StatusCode.409': 3,
    });
    const tracking = outputs.flatMap(({ trackingNumber }) => trackingNumber ?? []);
    expect(new Set(tracking).size).toBe(282);
    const failed = (await flowsOf('order-fulfilment')).filter(({ status }) => status === 'FAILED');
    expect(failed.map(({ error }) => error)).toEqual(['Order.UnknownType', 'Order.UnknownType']);
  });

  it("keeps one service's two groups apart", async () => {
    const b = await outputsOf('job-b');
    const c = await outputsOf('job-c');
    expect(tally(b.map(({ kind, customs }) => `${kind} ${(customs as JsonObject)['by']}`))).toEqual({
      'import job-b': 20,
    });
    expect(tally(c.map(({ kind, courier }) => `${kind} ${(courier as JsonObject)['by']}`))).toEqual({
      'express job-c': 16,
    });
  });

  it('cancels the third quote when two are there', async () => {
    const [flow] = await flowsOf('quote-quorum');
    const events = await open.services.monitor.history(flow?.flowId as FlowId, { limit: 100 });
    const types = tally(events.map(({ type }) => type));
    expect(types).toMatchObject({ TaskScheduled: 3, TaskSucceeded: 2, TaskStateAborted: 1, JoinStateExited: 1 });
    expect(await outputOf(flow?.flowId as FlowId)).toMatchObject({ quotes: 2, chosen: { priceCents: 103_800 } });
  });

  it('decides every refund, with or without the clerk', async () => {
    const outputs = await outputsOf('refund-with-approval');
    const verdicts = outputs.map(({ refundId, status }) => `${refundId} ${status}`).sort();
    expect(verdicts).toEqual([
      'R-1001 paid',
      'R-1002 paid',
      'R-1003 denied',
      'R-1004 paid',
      'R-1005 paid',
      'R-1006 denied',
      'R-1007 paid',
    ]);
  });

  it('reconciles 1,000 payments', async () => {
    const [output] = await outputsOf('nightly-reconciliation');
    expect(output).toMatchObject({ payments: 1_000, reconciled: 989 });
    expect(output?.['differs']).toHaveLength(6);
    expect(output?.['missing']).toHaveLength(5);
  });

  it('feeds nothing again after a restart', async () => {
    await open.close();
    open = await house.open();
    expect(open.samples.loaded.map(({ fed }) => fed)).toEqual([0, 0, 0, 0, 0, 0]);
    const { flowId } = await open.registry.startFlow({ blueprint: 'hello-world', input: { name: '小龙' } });
    await vi.waitFor(async () => expect(await outputOf(flowId)).toMatchObject({ 问候: '你好，小龙！' }));
    await open.indexed();
    const after = COUNTS.map((entry) => (entry.blueprint === 'hello-world' ? { ...entry, count: 2 } : entry));
    expect(await counts()).toEqual(after);
    expect(await deadLetters()).toHaveLength(9);
  });
});
