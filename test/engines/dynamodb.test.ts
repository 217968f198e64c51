import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createClaims } from '../../src/adapters/dynamodb/claims.ts';
import { createCorrelations } from '../../src/adapters/dynamodb/correlations.ts';
import { type DynamoClient, type Item, isRefused } from '../../src/adapters/dynamodb/dynamo-client.ts';
import { createFlowStore } from '../../src/adapters/dynamodb/flow-store.ts';
import type { FlowId } from '../../src/engine/ids.ts';
import type { FlowStore } from '../../src/ports/flow-store.ts';
import { flowWrite } from '../contract/suites/flow-store.ts';
import { sampleFlow } from '../support/sample-flow.ts';
import { connect, openTestTables, type TestTables } from './support/dynamodb.ts';
import { type Fault, type FaultyProxy, startFaultyProxy } from './support/faulty-proxy.ts';

/** What only DynamoDB promises: operations that are paid for, items of a limited size, a network in between. */
describe('DynamoDB', () => {
  let tables: TestTables;
  let proxy: FaultyProxy;
  let client: DynamoClient;
  let store: FlowStore;
  beforeEach(async () => {
    tables = await openTestTables();
    proxy = await startFaultyProxy(inject('dynamodb'));
    client = connect(proxy.endpoint);
    store = createFlowStore({ ...tables, client });
  });
  afterEach(async () => {
    await client.close();
    await proxy.close();
    await tables.close();
  });

  async function itemOf(flowId: FlowId): Promise<Item> {
    const output = await tables.client.call<{ Item: Item }>('GetItem', {
      TableName: `${tables.prefix}flows`,
      Key: { flowId: { S: flowId }, part: { S: 'state' } },
    });
    if (isRefused(output)) throw new Error('there is no item');
    return output.Item;
  }
  const once = (fault: Fault) => {
    let isDone = false;
    proxy.faultOf = () => {
      if (isDone) return 'pass';
      isDone = true;
      return fault;
    };
  };

  describe('operations', () => {
    it('start a flow, load it and commit it with one each; a name that is taken needs no second read', async () => {
      const flow = sampleFlow();
      await store.create(flow, 'hash');
      await store.create(flow, 'hash');
      await store.load(flow.id);
      await store.commit([flowWrite(flow, 0)]);
      await store.commit([flowWrite({ ...flow, status: 'SUCCEEDED' }, 1)]);
      expect(proxy.operations).toEqual(['PutItem', 'PutItem', 'GetItem', 'UpdateItem', 'UpdateItem']);
    });

    it('keep only open flows in the index of open flows', async () => {
      const flow = sampleFlow();
      await store.create(flow, 'hash');
      expect(await itemOf(flow.id)).toHaveProperty('openShard');
      await store.commit([flowWrite({ ...flow, status: 'FAILED' }, 0)]);
      expect(await itemOf(flow.id)).not.toHaveProperty('openShard');
    });
  });

  describe('sizes', () => {
    it('stores what is small as it is, what is larger deflated with its outbox, and all of it as one attribute', async () => {
      const flow = sampleFlow();
      await store.create(flow, 'hash');
      expect((await itemOf(flow.id))['body']).toHaveProperty('S');
      const input = { lines: Array.from({ length: 200 }, (_, sku) => ({ sku, quantity: 1 })) };
      await store.commit([flowWrite({ ...flow, input }, 0)]);
      const body = (await itemOf(flow.id))['body'];
      const size = body !== undefined && 'B' in body ? Buffer.from(body.B, 'base64').byteLength : 0;
      expect(size).toBeGreaterThan(100);
      expect(size).toBeLessThan(JSON.stringify(input).length / 4);
      expect((await store.load(flow.id))?.flow.input).toEqual(input);
    });

    it('puts a state that no item can hold into the object store, and removes it with its flow', async () => {
      const flow = sampleFlow();
      await store.create(flow, 'hash');
      const output = randomBytes(600_000).toString('base64');
      await store.commit([flowWrite({ ...flow, output, status: 'SUCCEEDED' }, 0)]);
      const body = (await itemOf(flow.id))['body'];
      const object = body !== undefined && 'M' in body ? body.M['object'] : undefined;
      const key = object !== undefined && 'S' in object ? object.S : '';
      expect(key).toMatch(`${flow.id}/`);
      expect((await store.load(flow.id))?.flow.output).toBe(output);
      await store.remove(flow.id);
      expect(await tables.objects.get(key)).toBeUndefined();
    });
  });

  describe('removal', () => {
    it('takes the claims of the flow along', async () => {
      const flow = sampleFlow({ status: 'FAILED' });
      const claims = createClaims({ ...tables, client });
      await store.create(flow, 'hash');
      expect(await claims.claim(flow.id, 'token')).toBe(true);
      await store.remove(flow.id);
      expect(await claims.claim(flow.id, 'token')).toBe(true);
    });

    it('goes on where it was broken off; the flow is gone meanwhile, and its id is not yet free', async () => {
      const flow = sampleFlow({ status: 'FAILED' });
      await store.create(flow, 'hash');
      proxy.faultOf = (operation) => (operation === 'Query' ? 'fail' : 'pass');
      await expect(store.remove(flow.id)).rejects.toMatchObject({ code: 'SFC_STORE_UNREACHABLE' });
      proxy.faultOf = () => 'pass';
      expect(await store.load(flow.id)).toBeUndefined();
      expect(await store.commit([flowWrite(flow, 0)])).toEqual(['conflict']);
      expect(await store.create(flow, 'hash')).toMatchObject({ created: false });
      await store.remove(flow.id);
      expect(await store.create(flow, 'hash')).toEqual({ created: true });
    });
  });

  describe('bad days', () => {
    it.each<Fault>(['throttle', 'fail', 'lose-answer'])('tries a read again: %s', async (fault) => {
      const flow = sampleFlow();
      await store.create(flow, 'hash');
      once(fault);
      expect((await store.load(flow.id))?.flow).toEqual(flow);
    });

    it('says that the store cannot be reached when it goes on like that', async () => {
      for (const fault of ['throttle', 'fail', 'lose-answer'] as const) {
        proxy.faultOf = () => fault;
        const failure = store.load('flow' as FlowId);
        await expect(failure).rejects.toMatchObject({ code: 'SFC_STORE_UNREACHABLE', retryable: true });
      }
    });

    it('takes a commit for a conflict whose answer was lost: what it wrote is found by the next load', async () => {
      const flow = sampleFlow();
      await store.create(flow, 'hash');
      once('lose-answer');
      expect(await store.commit([flowWrite({ ...flow, entryCount: 1 }, 0)])).toEqual(['conflict']);
      expect(await store.load(flow.id)).toMatchObject({ revision: 1, flow: { entryCount: 1 } });
    });

    it('knows its own claim again when the answer was lost', async () => {
      const claims = createClaims({ ...tables, client });
      once('lose-answer');
      expect(await claims.claim('flow' as FlowId, 'token')).toBe(true);
      expect(await claims.claim('flow' as FlowId, 'token')).toBe(false);
    });

    it('refuses for good what DynamoDB finds malformed', async () => {
      await expect(client.call('GetItem', { TableName: '!' })).rejects.toMatchObject({ code: 'SFC_INTERNAL' });
    });

    it('waits for a table that is missing: it may come', async () => {
      const missing = createFlowStore({ ...tables, client, prefix: 'none-' });
      await expect(missing.load('flow' as FlowId)).rejects.toMatchObject({ code: 'SFC_STORE_UNREACHABLE' });
    });
  });

  describe('correlations', () => {
    it('drop replies that nobody waited for within a week', async () => {
      let now = Date.now();
      const correlations = createCorrelations({ ...tables, clock: { now: () => now } });
      await correlations.reply('replies', 'k', 'r1', 'old');
      now += 8 * 24 * 3_600_000;
      expect(await correlations.expect('replies', 'k', 'token')).toBeUndefined();
      expect(await correlations.reply('replies', 'k', 'r2', 'new')).toEqual({ token: 'token' });
      now += 8 * 24 * 3_600_000;
      await correlations.reply('replies', 'k', 'r3', 'later');
      expect(await correlations.expect('replies', 'k', 'token-2')).toEqual({ reply: 'later' });
    });
  });
});
