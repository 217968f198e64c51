import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { createScene, lambda, machine, type Scene, type Server, task } from './support.ts';

const FLOWS = 40;
const WAIT = machine({ Type: 'Wait', Seconds: 3600, End: true });

let scene: Scene;
beforeEach(() => {
  scene = createScene();
});
afterEach(() => scene.close());

async function accept(server: Server, count: number, blueprint = 'wait'): Promise<Map<string, number>> {
  const accepted = new Map<string, number>();
  for (let n = 0; n < count; n++) {
    const { status, body } = await server.start(blueprint, { n, pad: 'x'.repeat(3000) });
    expect(status).toBe(202);
    accepted.set(body.flowId, n);
  }
  return accepted;
}

async function expectAll(server: Server, accepted: ReadonlyMap<string, number>): Promise<void> {
  for (const [flowId, n] of accepted) {
    const { status, body } = await server.call('GET', `/v1/flows/${flowId}`);
    expect([status, body.input?.n]).toEqual([200, n]);
  }
}

describe('a damaged data directory', () => {
  let source: Scene;
  let accepted: Map<string, number>;
  beforeAll(async () => {
    source = createScene();
    const server = await source.dev();
    await server.push('wait', WAIT);
    accepted = await accept(server, FLOWS);
    await server.kill();
    cpSync(source.path('.sfc'), source.path('killed'), { recursive: true });
    await (await source.dev()).stop();
    cpSync(source.path('.sfc'), source.path('closed'), { recursive: true });
  });
  afterAll(() => source.close());

  function overwrite(file: string, at: number, bytes: number): void {
    const content = readFileSync(file);
    content.fill(0xa5, at, at + bytes);
    writeFileSync(file, content);
  }
  const middle = (file: string) => Math.floor(statSync(file).size / 8192 / 2) * 8192;

  it.each<[string, 'killed' | 'closed', string, (file: string) => void]>([
    ['the header of sfc.db', 'closed', 'sfc.db', (file) => overwrite(file, 0, 100)],
    ['a page in the middle of sfc.db', 'closed', 'sfc.db', (file) => overwrite(file, middle(file), 8192)],
    ['half of sfc.db', 'closed', 'sfc.db', (file) => truncateSync(file, middle(file))],
    [
      'a database of another program',
      'closed',
      'sfc.db',
      (file) => {
        rmSync(file);
        spawnSync(process.execPath, [
          '-e',
          `new (require('node:sqlite').DatabaseSync)(${JSON.stringify(file)}).exec('CREATE TABLE t(a)')`,
        ]);
      },
    ],
    ['sfc.db emptied beside its log', 'killed', 'sfc.db', (file) => truncateSync(file, 0)],
    ['sfc.db gone beside its log', 'killed', 'sfc.db', (file) => rmSync(file)],
    ['a log that is none', 'killed', 'sfc.db-wal', (file) => overwrite(file, 0, statSync(file).size)],
    ['a signing key cut off', 'closed', 'signing.key', (file) => truncateSync(file, 10)],
    ['an empty signing key', 'closed', 'signing.key', (file) => truncateSync(file, 0)],
  ])('stops the start, is named and left as it was: %s', async (_, state, name, damage) => {
    cpSync(source.path(state), scene.path('.sfc'), { recursive: true });
    damage(scene.path('.sfc', name));
    const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size;
    const files = ['sfc.db', 'sfc.db-wal', 'signing.key'].map((file) => scene.path('.sfc', file));
    const before = files.map(size);
    const { code, notes } = await scene.sfc('dev', '--port', '0');
    expect([code, notes]).toEqual([1, expect.stringContaining('SFC_STORE_CORRUPT')]);
    expect(notes).toContain(scene.path('.sfc', name.replace(/-wal$/, '')));
    expect(notes).toMatch(/Restore/);
    expect(notes).not.toMatch(/\n\s+at /);
    expect(files.map(size)).toEqual(before);
    rmSync(scene.path('.sfc'), { recursive: true });
    cpSync(source.path(state), scene.path('.sfc'), { recursive: true });
    await expectAll(await scene.dev(), accepted);
  });

  it.each<[string, (directory: string) => void]>([
    ['the index', (directory) => writeFileSync(`${directory}/index.db`, 'x'.repeat(50_000))],
    ['the lock', (directory) => writeFileSync(`${directory}/lock.pid`, 'nonsense')],
    [
      'the end of the log',
      (directory) => truncateSync(`${directory}/sfc.db-wal`, statSync(`${directory}/sfc.db-wal`).size - 1),
    ],
  ])('keeps no flow from going on where it can be made again: %s', async (name, damage) => {
    cpSync(source.path('killed'), scene.path('.sfc'), { recursive: true });
    damage(scene.path('.sfc'));
    let server = await scene.dev();
    if (name === 'the end of the log') {
      // What a power cut leaves: the last transaction was never acknowledged.
      expect((await server.call('GET', '/readyz')).status).toBe(200);
      return;
    }
    await expectAll(server, accepted);
    if (name !== 'the index') return;
    await server.stop();
    server = await scene.dev();
    await until(async () => (await server.call('GET', '/v1/flows?limit=100')).body.items?.length === FLOWS);
  });
});

describe('a full disk', () => {
  it('refuses what it cannot store, says so, keeps what it accepted, and goes on when there is room', async () => {
    const isMounted = mountSmall(scene.path('disk'));
    const args = ['--directory', scene.path('disk', 'data')];
    const wrapper = isMounted ? [] : ['prlimit', '--fsize=4000000'];
    try {
      let server = await scene.dev({ args, wrapper });
      await server.push('wait', machine({ Type: 'Wait', Seconds: 2, End: true }));
      const accepted = new Map<string, number>();
      let refused: Awaited<ReturnType<Server['start']>> | undefined;
      for (let n = 0; n < 3000 && refused === undefined; n++) {
        const answer = await server.start('wait', { n, pad: 'x'.repeat(20_000) });
        if (answer.status === 202) accepted.set(answer.body.flowId, n);
        else refused = answer;
      }
      expect(refused?.body.code).toBe(isMounted ? 'SFC_STORE_FULL' : 'SFC_STORE_UNAVAILABLE');
      expect([refused?.status, refused?.body.hint]).toEqual([isMounted ? 507 : 503, expect.stringMatching(/disk/)]);
      expect(accepted.size).toBeGreaterThan(10);
      await expectAll(server, accepted);
      await until(async () => (await server.call('GET', '/readyz')).status === 503);
      expect((await server.call('GET', '/healthz')).status).toBe(200);
      await server.stop();
      if (isMounted) spawnSync('mount', ['-o', 'remount,size=64m', scene.path('disk')]);
      server = await scene.dev({ args });
      for (const flowId of accepted.keys()) expect(await server.ended(flowId)).toMatchObject({ status: 'SUCCEEDED' });
      await server.kill();
    } finally {
      if (isMounted) spawnSync('umount', ['-l', scene.path('disk')]);
    }
  });
});

function mountSmall(folder: string): boolean {
  mkdirSync(folder);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]).status === 0;
}

describe('what stands in the way of a start', () => {
  it('is named: another process on the directory, which goes on', async () => {
    const server = await scene.dev();
    await server.push('wait', WAIT);
    const accepted = await accept(server, 3);
    const second = await scene.sfc('dev', '--port', '0');
    expect([second.code, second.notes]).toEqual([1, expect.stringContaining('SFC_STORE_BUSY')]);
    expect(second.notes).toContain(scene.path('.sfc'));
    await expectAll(server, accepted);
  });

  it('is named: the port of another process', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await until(() => other.listening);
    const { port } = other.address() as { port: number };
    const { code, notes } = await scene.sfc('dev', '--port', String(port));
    other.close();
    expect([code, notes]).toEqual([1, expect.stringContaining(`127.0.0.1:${port}`)]);
    expect(notes).toContain('--port');
  });

  it.each([
    ['half a file', '{"port": 1', 'line 1'],
    ['no object', '[]', 'object of settings'],
    ['an unknown setting', '{"prot": 1}', '`prot`'],
    ['a wrong type', '{"limits": {"bodyBytes": "x"}}', '`limits.bodyBytes`'],
    ['a short key', '{"signingKey": "x"}', '`signingKey`'],
    ['a directory that is a file', '{"directory": "sfc.config.json"}', 'sfc.config.json'],
  ])('is named: sfc.config.json with %s', async (_, text, named) => {
    scene.write('sfc.config.json', text);
    const { code, notes } = await scene.sfc('dev', '--port', '0');
    expect([code, notes]).toEqual([1, expect.stringMatching(/SFC_(CONFIG_INVALID|STORE_UNAVAILABLE)/)]);
    expect(notes).toContain(named);
    expect(notes).not.toMatch(/\n\s+at /);
  });
});

describe('a kill', () => {
  it('loses nothing that was accepted, at any moment', async () => {
    scene.close();
    scene = createScene({ lambda: { Echo: './echo.mjs' } });
    scene.write('echo.mjs', 'export const handler = async (event) => event;');
    let server = await scene.dev();
    await server.push('job', machine({ ...task(lambda('Echo'), { Next: 'B' }) }, { B: task(lambda('Echo')) }));
    const accepted = new Map<string, number>();
    for (let round = 0; round < 2; round++) {
      const starts = Array.from({ length: 150 }, async (_, n) => {
        const answer = await server.start('job', { n: round * 1000 + n }).catch(() => undefined);
        if (answer?.status === 202) accepted.set(answer.body.flowId, round * 1000 + n);
      });
      await until(() => accepted.size > round * 100 + 20);
      await server.kill();
      await Promise.all(starts);
      server = await scene.dev();
    }
    expect(accepted.size).toBeGreaterThan(40);
    for (const [flowId, n] of accepted) {
      expect(await server.ended(flowId)).toMatchObject({ status: 'SUCCEEDED', output: { n } });
    }
  });
});
