import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { createScene, machine, type Scene, type Server } from './support.ts';

let scene: Scene;
let server: Server;
beforeAll(async () => {
  scene = createScene();
  server = await scene.dev();
});
afterAll(() => scene.close());

const send = (topic: string, values: readonly string[]) =>
  server.call('POST', `/v1/topics/${topic}/records`, { records: values.map((value) => ({ value })) });
const letters = async () => (await server.call('GET', '/v1/dead-letters?limit=1000')).body.items;
const countOf = async (blueprint: string) =>
  Object.values((await server.call('GET', `/v1/blueprints/${blueprint}/statistics`)).body.flows ?? {}).reduce(
    (sum: number, count) => sum + Number(count),
    0,
  );

describe('a trigger message', () => {
  it('that is bad is a dead letter with its error and its record, and holds up no other', async () => {
    await server.push('orders', {
      Triggers: [{ Topic: 'orders' }],
      InputSchema: { type: 'object', required: ['id'] },
      ...machine({ Type: 'Succeed' }),
    });
    const bad = [
      'not json',
      '',
      '{"id"',
      '{"noid":1}',
      '['.repeat(100_000),
      '{"id":1e400}',
      `{"id":"${'x'.repeat(5e6)}"}`,
    ];
    for (const value of bad) await send('orders', [value]);
    const good = ['{"id":1,"__proto__":{"a":1}}', '{"id":"\\ud800"}'];
    expect((await send('orders', good)).status).toBeLessThan(300);
    await until(async () => (await letters()).length === bad.length);
    const found = (await letters()) as { topic: string; value: string; code: string; message: string }[];
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(bad));
    for (const letter of found)
      expect(letter).toMatchObject({ topic: 'orders', code: /^SFC_/, message: expect.any(String) });
    await until(async () => (await countOf('orders')) === good.length);
  });

  it('whose filter or name cannot be evaluated is a dead letter, too', async () => {
    const before = (await letters()).length;
    await server.push('filtered', {
      QueryLanguage: 'JSONata',
      Triggers: [{ Topic: 'filtered', Filter: '{% $error("no") %}' }],
      ...machine({ Type: 'Succeed' }),
    });
    await send('filtered', ['{"a":1}']);
    await until(async () => (await letters()).length === before + 1);
  });

  it('waits while its blueprint is stopped: thousands start one flow each, over a kill', async () => {
    await server.push('crowd', { Triggers: [{ Topic: 'crowd' }], ...machine({ Type: 'Succeed' }) });
    await server.call('POST', '/v1/blueprints/crowd/stop', { mode: 'Drain' });
    const count = 3_000;
    for (let n = 0; n < count; n += 500) {
      const values = Array.from({ length: 500 }, (_, index) => JSON.stringify({ n: n + index }));
      expect((await send('crowd', values)).status).toBeLessThan(300);
    }
    await server.call('POST', '/v1/blueprints/crowd/start', {});
    await until(async () => (await countOf('crowd')) > 100, 20_000);
    await server.kill();
    server = await scene.dev();
    await until(async () => (await countOf('crowd')) >= count, 30_000);
    expect(await countOf('crowd')).toBe(count);
  });
});
