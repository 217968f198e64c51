import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '../../../src/asl/json.ts';
import type { EmbeddedConductor } from '../../../src/local/embedded-conductor.ts';
import { createLogEvents } from '../../../src/observability/log-events.ts';
import { createStage, publish, type Stage } from './support.ts';

let stage: Stage;
let conductor: EmbeddedConductor;
let folder: string;
beforeEach(async () => {
  stage = createStage();
  folder = join(stage.folder, 'blueprints');
  conductor = await stage.start();
});
afterEach(() => stage.close());

const URL_OF_SERVER = 'http://127.0.0.1:1';
const pass = (fields: Record<string, Json> = {}): Json => ({
  StartAt: 'A',
  States: { A: { Type: 'Pass', End: true } },
  ...fields,
});

function sample(name: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, path, '..'), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
}
const load = async () => {
  const samples = await conductor.loadSamples(folder, URL_OF_SERVER);
  await samples.stop();
  return samples.loaded;
};
const count = () =>
  vi.waitFor(async () => {
    await conductor.indexed();
    const counts = await conductor.services.monitor.counts();
    if (counts.some(({ status }) => status === 'RUNNING')) throw new Error('not yet');
    return counts.reduce((sum, each) => sum + each.count, 0);
  }, 10_000);

describe('samples', () => {
  it('are pushed and activated, and fed once', async () => {
    sample('orders', {
      'blueprint.asl.json': JSON.stringify(pass({ Triggers: [{ Topic: 'raw' }] })),
      'events.jsonl': '{"n":1}\n{"n":2}\n\n{"n":3}\n',
    });
    expect(await load()).toEqual([{ name: 'orders', blueprints: ['orders'], services: [], fed: 3 }]);
    expect(await count()).toBe(3);
    expect((await load())[0]?.fed).toBe(0);
    await conductor.close();
    conductor = await stage.start();
    expect((await load())[0]?.fed).toBe(0);
    expect(await count()).toBe(3);
  });

  it('are not fed again after a crash between the records and the mark', async () => {
    sample('orders', { 'blueprint.asl.json': JSON.stringify(pass({ Triggers: [{ Topic: 'raw' }] })) });
    await load();
    const topic = conductor.services.topics;
    await topic.send('raw', [{ value: '{"n":1}', headers: { 'sfc-sample': 'orders' } }]);
    sample('orders', { 'events.jsonl': '{"n":1}\n' });
    expect((await load())[0]?.fed).toBe(0);
    expect(await count()).toBe(1);
  });

  it('start a flow from their input, again only when it was edited', async () => {
    sample('one', { 'blueprint.asl.json': JSON.stringify(pass()), 'input.json': '{"a":1}' });
    await load();
    await load();
    expect(await count()).toBe(1);
    sample('one', { 'input.json': '{"a":2}' });
    await load();
    expect(await count()).toBe(2);
  });

  it('take an edited blueprint, unless the user activated another version', async () => {
    const active = async () => (await conductor.registry.get('one')).activeVersion;
    sample('one', { 'blueprint.asl.json': JSON.stringify(pass()) });
    await load();
    sample('one', { 'blueprint.asl.json': JSON.stringify(pass({ Comment: 'edited' })) });
    await load();
    expect(await active()).toBe(2);
    await publish(conductor, 'one', pass({ Comment: "the user's" }));
    sample('one', { 'blueprint.asl.json': JSON.stringify(pass({ Comment: 'edited again' })) });
    await load();
    expect(await active()).toBe(3);
  });

  it('that cannot be loaded leave the others alone', async () => {
    sample('bad', { 'blueprint.asl.json': '{"StartAt": "A"}' });
    sample('good', { 'blueprint.asl.json': JSON.stringify(pass()), 'second.asl.json': JSON.stringify(pass()) });
    const [bad, good] = await load();
    expect(bad?.fault).toMatch(/^SFC_INVALID_BLUEPRINT /);
    expect(good).toMatchObject({ blueprints: ['good', 'second'] });
  });

  it('have their services in processes of their own, started again when they die', async () => {
    const output = join(stage.folder, 'starts');
    sample('served', {
      'blueprint.asl.json': JSON.stringify(pass()),
      'services/mortal.mjs': `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(output)}, process.pid + ' ' + process.env.SFC_URL + '\\n');
setTimeout(() => process.exit(1), 50);`,
      'services/_shared.mjs': 'throw new Error("not a service");',
    });
    const samples = await conductor.loadSamples(folder, URL_OF_SERVER);
    expect(samples.loaded[0]?.services).toEqual(['mortal.mjs']);
    const starts = () => (existsSync(output) ? readFileSync(output, 'utf8').trim().split('\n') : []);
    await vi.waitFor(() => expect(starts().length).toBeGreaterThan(1), { timeout: 10_000 });
    await samples.stop();
    expect(starts().every((line) => line.endsWith(` ${URL_OF_SERVER}`) && !line.startsWith(`${process.pid} `))).toBe(
      true,
    );
    const pids = starts().map((line) => Number(line.split(' ')[0]));
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });

  it('have a service that dies or cannot get its port told by name and reason', async () => {
    const told: string[] = [];
    await conductor.close();
    conductor = await stage.start({ log: createLogEvents({ level: 'warn', write: (line) => told.push(line) }) });
    const library = new URL('../../../blueprints/lib/http-service.mjs', import.meta.url).href;
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    sample('served', {
      'blueprint.asl.json': JSON.stringify(pass()),
      'services/late.mjs': `import { serveHttp } from ${JSON.stringify(library)};
await serveHttp({ port: ${port}, routes: {} });`,
      'services/mortal.mjs': "console.log('here I am'); throw new RangeError('too far');",
    });
    const samples = await conductor.loadSamples(folder, URL_OF_SERVER);
    await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: 10_000 });
    await samples.stop();
    taken.close();
    expect(told.map((line) => JSON.parse(line).msg).sort()).toEqual([
      `service late.mjs of sample served ended (exit 1: Error: listen EADDRINUSE: address already in use 127.0.0.1:${port}); it is started again`,
      'service mortal.mjs of sample served ended (exit 1: RangeError: too far); it is started again',
    ]);
  });
});
