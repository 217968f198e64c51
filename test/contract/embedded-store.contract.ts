import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedOptions, openEmbedded } from '../../src/adapters/embedded/open-embedded.ts';
import type { Flow } from '../../src/engine/flow.ts';
import type { FlowId } from '../../src/engine/ids.ts';
import { deadLettersTopic, inputsTopic, userTopic } from '../../src/messages/topics.ts';
import { openTestEmbedded, type TestEmbedded, temporaryDirectory } from '../support/embedded.ts';
import { sampleFlow } from '../support/sample-flow.ts';
import { until } from '../support/until.ts';
import { flowDocument } from './suites/flow-index.ts';
import { event, flowWrite } from './suites/flow-store.ts';

const clock = { now: () => Date.now() };

/** What only the embedded store promises: one directory, one process, files that may be damaged, a disk that may be full. */
describe('embedded store', () => {
  let directory: string;
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const start = (options: Partial<EmbeddedOptions> = {}) => openEmbedded({ directory, clock, ...options });
  const fails = (options: Partial<EmbeddedOptions> = {}) =>
    start(options).then(
      async (embedded) => {
        await embedded.close();
        throw new Error('it was opened');
      },
      (error: unknown) => error as { code: string; message: string; hint: string },
    );
  async function fill(count: number): Promise<Flow[]> {
    const embedded = await start();
    const flows = Array.from({ length: count }, () => sampleFlow({ input: { text: 'x'.repeat(500) } }));
    await Promise.all(flows.map((flow) => embedded.flowStore.create(flow, 'hash')));
    await embedded.close();
    return flows;
  }
  const database = () => new DatabaseSync(join(directory, 'sfc.db'));

  describe('one process at a time', () => {
    const script = `
      import { openEmbedded } from ${JSON.stringify(new URL('../../src/adapters/embedded/open-embedded.ts', import.meta.url).href)};
      await openEmbedded({ directory: process.argv[1], clock: { now: () => Date.now() } });
      console.log('open');
      setInterval(() => undefined, 1000);
    `;

    it('refuses a second opener at once, naming the directory and the process', async () => {
      const first = await start();
      expect(await fails()).toMatchObject({ code: 'SFC_STORE_BUSY', message: expect.stringContaining(directory) });
      expect((await fails()).message).toContain(`${process.pid}`);
      await first.close();
      expect(existsSync(join(directory, 'lock.pid'))).toBe(false);
      await (await start()).close();
    });

    it('refuses another process while it lives; SIGKILL frees the directory', async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, directory], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        await once(child.stdout, 'data');
        const error = await fails();
        expect(error).toMatchObject({ code: 'SFC_STORE_BUSY' });
        expect(error.message).toContain(`${child.pid}`);
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
        await (await start()).close();
      } finally {
        child.kill('SIGKILL');
      }
    });
  });

  describe('damaged files', () => {
    const expectCorrupt = async (file: string) => {
      const error = await fails();
      expect(error).toMatchObject({
        code: 'SFC_STORE_CORRUPT',
        message: expect.stringContaining(join(directory, file)),
      });
      expect(error.hint).toMatch(/backup|move it away/);
    };

    it('names a file that is no database, and leaves it as it is', async () => {
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'sfc.db'), 'this is not a database\n'.repeat(1_000));
      await expectCorrupt('sfc.db');
      expect(readFileSync(join(directory, 'sfc.db'), 'utf8')).toMatch(/^this is not/);
    });

    it('notices bytes overwritten in the middle', async () => {
      await fill(300);
      const file = join(directory, 'sfc.db');
      const descriptor = openSync(file, 'r+');
      for (let page = 3; page * 8192 < statSync(file).size; page += 2)
        writeSync(descriptor, Buffer.alloc(4096, 0xff), 0, 4096, page * 8192);
      closeSync(descriptor);
      await expectCorrupt('sfc.db');
    });

    it('notices a file that was cut off', async () => {
      await fill(300);
      truncateSync(join(directory, 'sfc.db'), 5 * 8192);
      await expectCorrupt('sfc.db');
    });

    it('refuses a database of another program, or of a newer version', async () => {
      const foreign = database();
      foreign.exec('CREATE TABLE theirs (x); PRAGMA user_version = 1');
      foreign.close();
      await expectCorrupt('sfc.db');
      rmSync(join(directory, 'sfc.db'));
      await fill(1);
      const newer = database();
      newer.exec('PRAGMA user_version = 99');
      newer.close();
      expect(await fails()).toMatchObject({ code: 'SFC_STORE_CORRUPT', message: expect.stringContaining('newer SFC') });
    });

    it('reports one flow whose state cannot be read, and goes on with the others', async () => {
      const [bad, good] = (await fill(2)) as [Flow, Flow];
      const damaged = database();
      damaged.prepare("UPDATE flows SET body = '{' WHERE flow_id = ?").run(bad.id);
      damaged.close();
      const embedded = await start();
      await expect(embedded.flowStore.load(bad.id)).rejects.toMatchObject({
        code: 'SFC_FLOW_UNREADABLE',
        message: expect.stringContaining(bad.id),
      });
      expect(await embedded.flowStore.load(good.id)).toMatchObject({ flow: good });
      expect((await embedded.flowStore.openFlows({ limit: 5 })).items).toEqual([bad.id, good.id]);
      await embedded.close();
    });

    it('builds the index anew where it is damaged or missing: an empty one, without a mark', async () => {
      const embedded = await start();
      await embedded.flowIndex.put([flowDocument({ text: 'word' })]);
      await embedded.indexMark.write(5_000);
      expect(await embedded.indexMark.read()).toBe(5_000);
      await embedded.close();
      const kept = await start();
      expect(await kept.indexMark.read()).toBe(5_000);
      await kept.close();
      writeFileSync(join(directory, 'index.db'), 'garbage'.repeat(5_000));
      const again = await start();
      expect(await again.indexMark.read()).toBeUndefined();
      expect((await again.flowIndex.search({ limit: 5 })).items).toEqual([]);
      await again.flowIndex.put([flowDocument({ text: 'word' })]);
      expect((await again.flowIndex.search({ limit: 5, q: 'word' })).items).toHaveLength(1);
      await again.close();
    });

    it('says what is wrong with a directory that cannot be made', async () => {
      writeFileSync(join(directory, 'file'), '');
      const error = await fails({ directory: join(directory, 'file', 'data') });
      expect(error).toMatchObject({ code: 'SFC_STORE_UNAVAILABLE', message: expect.stringContaining('file') });
    });
  });

  describe('a full disk', () => {
    it('stores nothing of what does not fit, says so, and works again when there is space', async () => {
      const embedded = await start({ maxPages: 60 });
      const { flowStore, bus } = embedded;
      const stored: Flow[] = [];
      let error: unknown;
      for (let count = 0; count < 1_000 && error === undefined; count += 1) {
        const flow = sampleFlow({ input: 'x'.repeat(2_000) });
        error = await flowStore.create(flow, 'hash').then(
          () => void stored.push(flow),
          (reason: unknown) => reason,
        );
      }
      expect(error).toMatchObject({ code: 'SFC_STORE_FULL', retryable: true });
      expect(stored.length).toBeGreaterThan(5);

      const [first] = stored as [Flow];
      const large = { ...first, output: 'y'.repeat(100_000), status: 'SUCCEEDED' as const };
      const write = flowWrite(large, 0, { events: [event(1)] });
      await expect(flowStore.commit([write])).rejects.toMatchObject({ code: 'SFC_STORE_FULL' });
      await expect(bus.send(userTopic('t'), [{ value: 'z'.repeat(100_000) }])).rejects.toMatchObject({
        code: 'SFC_STORE_FULL',
      });
      expect(await flowStore.load(first.id)).toMatchObject({ revision: 0, flow: first });
      expect(await embedded.historyStore.read(first.id, { limit: 5 })).toEqual([]);

      // Small writes fail or succeed each for itself, and none takes another with it.
      await Promise.allSettled(
        stored.slice(0, 12).map((flow) => flowStore.commit([flowWrite({ ...flow, status: 'ABORTED', input: 0 }, 0)])),
      );
      for (const flow of stored.slice(0, 12)) {
        if ((await flowStore.load(flow.id))?.flow.status === 'ABORTED') await flowStore.remove(flow.id);
      }
      const flow = sampleFlow({ input: 'x'.repeat(2_000) });
      expect(await flowStore.create(flow, 'hash')).toEqual({ created: true });
      const got: string[] = [];
      await bus.subscribe({
        topic: userTopic('t'),
        group: 'g',
        batchSize: 5,
        handle: async (batch) => void got.push(...batch.map(({ value }) => value)),
      });
      await bus.send(userTopic('t'), [{ value: 'fits' }]);
      await until(() => got.length > 0);
      expect(got).toEqual(['fits']);
      await embedded.close();
    });
  });

  describe('what is stored', () => {
    let test: TestEmbedded;
    beforeEach(async () => {
      test = await openTestEmbedded();
    });
    afterEach(() => test.close());
    const rows = (sql: string) => {
      const reader = new DatabaseSync(join(test.directory(), 'sfc.db'), { readOnly: true });
      const found = reader.prepare(sql).all();
      reader.close();
      return found;
    };

    it('holds a payload once that several events of a commit share', async () => {
      const { flowStore, historyStore } = test.current();
      const flow = sampleFlow();
      const payload = { text: 'x'.repeat(10_000) };
      const events = [1, 2, 3, 4].map((id) => event(id, { details: { input: payload, other: id } }));
      await flowStore.create(flow, 'hash');
      await flowStore.commit([flowWrite(flow, 0, { events })]);
      const [row] = rows('SELECT sum(length(body)) AS size FROM segments');
      expect(Number(row?.['size'])).toBeLessThan(11_000);
      const read = await historyStore.read(flow.id, { limit: 10 });
      expect(read).toEqual(events);
      expect(read[0]?.details?.['input']).toBe(read[3]?.details?.['input']);
    });

    it('carries out the timers of a commit with the commit', async () => {
      const { flowStore } = test.current();
      const flow = sampleFlow();
      const timer = { type: 'SetTimer', kind: 'wait', entry: 1, attempt: 1 } as const;
      const effects = [
        { ...timer, id: 'wait:1.1', dueTime: Date.now() + 20 },
        { ...timer, id: 'wait:2.1', dueTime: Date.now() + 60_000 },
        { type: 'CancelTimer', id: 'wait:2.1' } as const,
      ];
      await flowStore.create(flow, 'hash');
      expect(await flowStore.commit([flowWrite(flow, 3, { effects })])).toEqual(['conflict']);
      expect(rows('SELECT * FROM timers')).toEqual([]);
      await flowStore.commit([flowWrite(flow, 0, { effects })]);
      const revived = await test.crash();
      const fired: string[] = [];
      revived.timers.start(async (due) => void fired.push(...due.map(({ timer: { id } }) => id)));
      await until(() => fired.length > 0);
      expect(fired).toEqual(['wait:1.1']);
      await until(() => rows('SELECT * FROM timers').length === 0);
    });

    it('keeps no record of the conductor that is acknowledged, but those of users', async () => {
      const { bus } = test.current();
      const orders = userTopic('orders');
      const input = { flowId: 'f' as FlowId, input: { type: 'StartFlow' } } as const;
      let got = 0;
      const handle = async (batch: readonly unknown[]) => {
        got += batch.length;
      };
      await bus.subscribe({ topic: inputsTopic, group: 'conductor', batchSize: 4, handle });
      await bus.subscribe({ topic: orders, group: 'g', batchSize: 4, handle });
      await bus.send(
        inputsTopic,
        Array.from({ length: 10 }, () => ({ key: 'f', value: input })),
      );
      await bus.send(
        orders,
        Array.from({ length: 10 }, () => ({ key: 'f', value: 'x' })),
      );
      await until(() => got === 20);
      await until(() => rows('SELECT * FROM records').length === 10);
      expect(bus.backlog('orders', 'g')).toBe(0);
      expect(bus.backlog('orders', 'new')).toBe(10);
    });

    it('moves a stored record that cannot be decoded to the dead letters, and goes on', async () => {
      const { bus } = test.current();
      await bus.send(userTopic(inputsTopic.name), [{ key: 'f', value: 'no JSON' }]);
      await bus.send(inputsTopic, [{ key: 'f', value: { flowId: 'f' as FlowId, input: { type: 'StartFlow' } } }]);
      const revived = (await test.crash()).bus;
      const got: unknown[] = [];
      const letters: unknown[] = [];
      const take = (into: unknown[]) => async (batch: readonly { readonly value: unknown }[]) => {
        into.push(...batch.map(({ value }) => value));
      };
      await revived.subscribe({ topic: inputsTopic, group: 'conductor', batchSize: 4, handle: take(got) });
      await revived.subscribe({ topic: deadLettersTopic, group: 'g', batchSize: 4, handle: take(letters) });
      await until(() => got.length === 1 && letters.length === 1);
      expect(letters[0]).toMatchObject({ topic: inputsTopic.name, value: 'no JSON', code: 'SFC_RECORD_UNREADABLE' });
    });

    it('removes a flow with everything that belongs to it', async () => {
      const { flowStore, flowIndex, objectStore, claims } = test.current();
      const flow = sampleFlow({ status: 'FAILED' });
      const effects = [
        { type: 'SetTimer', id: 'wait:1.1', kind: 'wait', entry: 1, attempt: 1, dueTime: 9e12 } as const,
      ];
      await flowStore.create(flow, 'hash');
      await flowStore.commit([flowWrite(flow, 0, { events: [event(1)], effects })]);
      await claims.claim(flow.id, 'token');
      await objectStore.put(`${flow.id}/hash`, 'body');
      await flowIndex.put([flowDocument({ flowId: flow.id })]);
      await flowStore.remove(flow.id);
      for (const table of ['flows', 'segments', 'timers', 'claims']) expect(rows(`SELECT * FROM ${table}`)).toEqual([]);
      expect(await objectStore.get(`${flow.id}/hash`)).toBeUndefined();
      expect((await flowIndex.search({ limit: 5 })).items).toEqual([]);
    });

    it('counts transactions, and puts what arrives together into one', async () => {
      const { flowStore, statistics } = test.current();
      const before = statistics();
      await Promise.all(Array.from({ length: 100 }, () => flowStore.create(sampleFlow(), 'hash')));
      const after = statistics();
      expect(after.units - before.units).toBe(100);
      expect(after.transactions - before.transactions).toBeLessThanOrEqual(2);
    });

    it('refuses work after close', async () => {
      const { flowStore } = test.current();
      await test.current().close();
      await expect(flowStore.create(sampleFlow(), 'hash')).rejects.toMatchObject({ code: 'SFC_STORE_UNAVAILABLE' });
    });
  });

  it('removes records of users after their retention, when every group has passed', async () => {
    let now = 1_000_000;
    const embedded = await start({ clock: { now: () => now }, bus: { retentionMs: () => 1_000, partitions: () => 1 } });
    const orders = userTopic('orders');
    let got = 0;
    await embedded.bus.subscribe({
      topic: orders,
      group: 'g',
      batchSize: 4,
      handle: async (batch) => {
        got += batch.length;
      },
    });
    await embedded.bus.send(
      orders,
      Array.from({ length: 10 }, () => ({ value: 'old' })),
    );
    now += 5_000;
    await embedded.bus.send(orders, [{ value: 'young' }]);
    await until(() => got === 11);
    await embedded.bus.sweep();
    expect(embedded.bus.backlog('orders', 'new')).toBe(1);
    await embedded.bus.send(orders, [{ value: 'unread by new' }]);
    now += 5_000;
    await embedded.bus.sweep();
    expect(embedded.bus.backlog('orders', 'new')).toBe(2);
    await embedded.close();
  });
});
