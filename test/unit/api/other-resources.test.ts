import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';

describe('tasks', () => {
  it('takes success, failure and heartbeat', async () => {
    const { post, services } = createClient();
    expect((await post('/v1/tasks/good/success', { output: { a: 1 } })).status).toBe(204);
    expect((await post('/v1/tasks/good/failure', { error: 'E', cause: 'c' })).status).toBe(204);
    expect((await post('/v1/tasks/good/heartbeat')).status).toBe(204);
    expect(services.calls).toEqual([
      ['success', 'good', { a: 1 }],
      ['failure', 'good', { error: 'E', cause: 'c' }],
      ['heartbeat', 'good'],
    ]);
  });

  it("gives a worker its activity's next task, or nothing", async () => {
    const { get, services } = createClient();
    expect(await get('/v1/activities/pack/task?workerName=p1&waitSeconds=5')).toMatchObject({
      status: 200,
      body: { taskToken: 'good', input: { box: 1 } },
    });
    expect((await get('/v1/activities/ship/task')).status).toBe(204);
    expect(await get('/v1/activities/no*name/task')).toMatchObject({ status: 400 });
    expect(services.calls).toEqual([
      ['take', 'pack', 'p1', 5_000],
      ['take', 'ship', undefined, 60_000],
    ]);
  });

  it('says what is wrong with a token', async () => {
    const { post } = createClient();
    expect(await post('/v1/tasks/forged/success', {})).toMatchObject({
      status: 400,
      body: { code: 'SFC_TOKEN_INVALID' },
    });
    expect(await post('/v1/tasks/settled/success', {})).toMatchObject({
      status: 410,
      body: { code: 'SFC_TOKEN_SETTLED' },
    });
  });
});

describe('workers', () => {
  it('lists workers and blueprints that none serves', async () => {
    const { services, get } = createClient();
    const unserved = [{ blueprint: 'hello', topic: 'sfc.jobs', waiting: 3, reason: 'common has no replicas.' }];
    Object.assign(services.workers, { unserved: async () => unserved });
    expect((await get('/v1/workers')).body).toMatchObject({
      items: [{ name: 'common', done: 5 }],
      unserved,
    });
  });

  it('adds, changes and removes a common worker', async () => {
    const { put, get, delete: remove } = createClient();
    expect((await put('/v1/workers/common-night', { replicas: 2, concurrency: 4 })).body).toMatchObject({
      replicas: 2,
    });
    expect((await put('/v1/workers/common-night', { replicas: 0 })).body).toMatchObject({
      replicas: 0,
      concurrency: 4,
    });
    expect((await remove('/v1/workers/common-night')).status).toBe(204);
    expect((await get('/v1/workers')).body.items).toHaveLength(1);
    expect((await put('/v1/workers/other', {})).status).toBe(400);
  });
});

describe('topics', () => {
  it('appends records and reads them for a group', async () => {
    const { post, get, services } = createClient();
    const records = [{ key: 'k', value: 'text', headers: { a: 'b' } }, { value: { n: 1 } }];
    const appended = await post('/v1/topics/orders/records', { records });
    expect(appended.body.receipts).toEqual([
      { topic: 'orders', partition: 0, offset: 0 },
      { topic: 'orders', partition: 0, offset: 1 },
    ]);
    const polled = await get('/v1/topics/orders/groups/SFC/records?max=5&waitSeconds=1');
    expect(polled.body.items).toMatchObject([
      { key: 'k', value: 'text', headers: { a: 'b' } },
      { value: '{"n":1}', headers: {} },
    ]);
    expect((await post('/v1/topics/orders/groups/SFC/offsets', { partition: 0, offset: 1 })).status).toBe(204);
    expect(services.calls.at(-1)).toEqual({ topic: 'orders', group: 'SFC', partition: 0, offset: 1 });
  });

  it.each([
    ['an empty list', { records: [] }],
    ['half a character', '{"records":[{"value":"\\ud800"}]}'],
    ['half a character in the key', '{"records":[{"value":1,"key":"\\ud800"}]}'],
    ['headers that are not text', { records: [{ value: 1, headers: { a: 1 } }] }],
  ])('refuses %s', async (_, body) => {
    expect((await createClient().post('/v1/topics/orders/records', body)).status).toBe(400);
  });

  it('refuses names that no broker takes', async () => {
    expect((await createClient().post('/v1/topics/a%2Fb/records', { records: [{ value: 1 }] })).status).toBe(400);
  });
});

describe('dead letters', () => {
  it('lists and replays them', async () => {
    const { services, get, post } = createClient();
    services.letters.push({
      id: '0-1',
      topic: 'orders',
      group: 'SFC',
      partition: 0,
      offset: 1,
      value: '{',
      headers: {},
      code: 'SFC_RECORD_UNREADABLE',
      message: 'not JSON',
      failedAt: 0,
    });
    expect((await get('/v1/dead-letters')).body.items).toMatchObject([
      { id: '0-1', failedAt: '1970-01-01T00:00:00.000Z' },
    ]);
    expect((await get('/v1/dead-letters/0-1')).body).toMatchObject({ id: '0-1', topic: 'orders' });
    expect((await get('/v1/dead-letters/none')).body.code).toBe('SFC_UNKNOWN_DEAD_LETTER');
    expect((await post('/v1/dead-letters/0-1/replay')).body).toEqual({ topic: 'orders', partition: 0, offset: 9 });
    expect((await post('/v1/dead-letters/none/replay')).body.code).toBe('SFC_UNKNOWN_DEAD_LETTER');
  });
});
