import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandLine, createCommandLine } from './command-line.ts';

const HELLO = '{"StartAt":"Greet","States":{"Greet":{"Type":"Pass","End":true}}}';
const folder = mkdtempSync(join(tmpdir(), 'sfc-cli-'));
const file = join(folder, 'hello.asl.json');
writeFileSync(file, HELLO);

let line: CommandLine;
beforeEach(async () => {
  line = await createCommandLine();
});
afterEach(() => line.server.close());

describe('sfc push', () => {
  it('stores a file under its name', async () => {
    expect(await line.run('push', file)).toEqual({
      code: 0,
      out: 'hello: version 1 is stored; activate it with: sfc activate hello 1\n',
      notes: '',
    });
    expect((await line.run('push', file, '--activate')).out).toBe(
      'hello: version 1 has this content already and is active\n',
    );
    expect(JSON.parse((await line.run('push', file, '--name', 'other', '--json')).out)).toMatchObject({
      name: 'other',
      version: 1,
    });
  });

  it('shows problems with their places', async () => {
    const bad = join(folder, 'bad.asl.json');
    writeFileSync(bad, '{}');
    const { code, out, notes } = await line.run('push', bad);
    expect([code, out]).toEqual([1, '']);
    expect(notes).toContain(`  ${bad}:1:1 MISSING_FIELD There are no States.\n`);
  });

  it('says that a file cannot be read', async () => {
    const { code, notes } = await line.run('push', join(folder, 'none.json'));
    expect([code, notes]).toEqual([
      1,
      expect.stringMatching(/^SFC_FILE_UNREADABLE: .*none\.json cannot be read \(ENOENT\)\./),
    ]);
  });
});

describe('sfc validate', () => {
  it('prints file:line:col code message and needs no server', async () => {
    await line.server.close();
    const bad = join(folder, 'next.asl.json');
    writeFileSync(bad, '{\n  "StartAt": "A",\n  "States": { "A": { "Type": "Pass", "Next": "B" } }\n}');
    const { code, out, notes } = await line.run('validate', file, bad);
    expect([code, notes]).toEqual([1, `valid ${file}\n`]);
    expect(out.split('\n')[0]).toMatch(new RegExp(`^${bad}:3:\\d+ [A-Z_]+ \\S`));
  });

  it('gives a verdict of each file as JSON', async () => {
    const { code, out } = await line.run('validate', file, '--json');
    expect([code, JSON.parse(out)]).toEqual([0, { items: [{ file, valid: true, problems: [] }] }]);
  });
});

describe('sfc activate, start, stop, blueprints', () => {
  it('changes a blueprint and lists it', async () => {
    await line.run('push', file);
    expect((await line.run('activate', 'hello', '1')).out).toBe('hello: ACTIVE, version 1 is active, latest is 1\n');
    expect((await line.run('stop', 'hello', '--mode', 'Pause')).out).toContain('hello: STOPPED (Pause)');
    expect((await line.run('start', 'hello')).out).toContain('hello: ACTIVE');
    expect((await line.run('blueprints')).out).toMatch(/^BLUEPRINT +STATUS.*\nhello +ACTIVE .*\n$/);
  });

  it('passes on what the server refuses, with the hint', async () => {
    const { code, out, notes } = await line.run('start', 'none');
    expect([code, out]).toEqual([1, '']);
    expect(notes).toBe(
      'SFC_UNKNOWN_BLUEPRINT: There is no blueprint "none".\nCheck the spelling, or publish it with `sfc push`.\n',
    );
    expect(JSON.parse((await line.run('start', 'none', '--json')).notes)).toMatchObject({
      code: 'SFC_UNKNOWN_BLUEPRINT',
    });
  });
});

describe('sfc run', () => {
  it('follows a flow to its end', async () => {
    await line.run('push', file);
    const running = line.run('run', 'hello', '--input', '{"a":1}');
    await expect.poll(() => line.services.flows.size).toBe(1);
    line.services.change('flow-1', {
      status: 'SUCCEEDED',
      endedAt: Date.UTC(2026, 10, 22, 12) + 5,
      eventCount: 3,
      output: 'hi',
      visits: {},
    });
    expect(await running).toEqual({
      code: 0,
      out: 'SUCCEEDED in 5 ms\n"hi"\n',
      notes: 'flow flow-1 started\n  → Greet\n',
    });
  });

  it('ends with 3 where the flow does not succeed', async () => {
    await line.run('push', file);
    const running = line.run('run', 'hello', '--json');
    await expect.poll(() => line.services.flows.size).toBe(1);
    const error = { error: 'Boom', cause: 'x' };
    line.services.change('flow-1', { status: 'FAILED', endedAt: Date.now(), eventCount: 3, error, visits: {} });
    const { code, out } = await running;
    expect([code, JSON.parse(out)]).toEqual([3, expect.objectContaining({ status: 'FAILED', error: 'Boom' })]);
  });

  it('takes its input from a file or from standard input', async () => {
    await line.run('push', file);
    writeFileSync(join(folder, 'input.json'), '{"from":"file"}');
    await line.run('run', 'hello', '--no-follow', '--input', `@${join(folder, 'input.json')}`);
    expect((await line.pipe('{"from":"stdin"}', 'run', 'hello', '--no-follow', '--input', '-')).out).toBe('flow-2\n');
    expect([...line.services.flows.values()].map(({ input }) => input)).toEqual([{ from: 'file' }, { from: 'stdin' }]);
    const { code, notes } = await line.run('run', 'hello', '--input', '{"a":}');
    expect([code, notes]).toEqual([1, expect.stringContaining('line 1, column 6')]);
  });

  it('leaves the flow running when it is interrupted', async () => {
    await line.run('push', file);
    const { code, notes } = await line.interruptible((text) => text.includes('→ Greet'), 'run', 'hello');
    expect([code, notes]).toEqual([130, expect.stringContaining('the flow goes on: sfc flows show flow-1')]);
  });
});

describe('sfc flows', () => {
  it('lists, shows and changes flows', async () => {
    await line.run('push', file);
    await line.run('run', 'hello', '--no-follow', '--name', '订单一', '--input', '{"a":1}');
    const id = 'hello-订单一';
    expect((await line.run('flows', 'list', '--blueprint', 'hello', '--status', 'RUNNING')).out).toContain('hello v1');
    expect((await line.run('flows', 'list', '--status', 'FAILED')).out).toBe('No flow matches.\n');
    expect((await line.run('flows', 'show', id)).out).toContain('at         Greet (wait, attempt 0)');
    expect((await line.run('flows', 'pause', id)).out).toBe(`pause: accepted for flow ${id}\n`);
    expect((await line.run('flows', 'resume', id)).code).toBe(0);
    expect((await line.run('flows', 'skip', id, 'Greet', '--output', '1')).code).toBe(0);
    expect((await line.run('flows', 'stop', id, '--error', 'Mine')).code).toBe(0);
    expect((await line.run('flows', 'stop', id)).notes).toContain('SFC_FLOW_ENDED');
    expect((await line.run('flows', 'history', id)).out.split('\n')).toHaveLength(5);
    expect(
      JSON.parse((await line.run('flows', 'history', id, '--json', '--limit', '2', '--reverse')).out).items,
    ).toHaveLength(2);
    expect((await line.run('flows', 'retry', id, '--from', 'Start')).code).toBe(0);
  });
});

describe('a blueprint that no worker serves', () => {
  it('says so where workers are listed and its flows are started', async () => {
    await line.run('push', file, '--activate');
    const unserved = { blueprint: 'hello', topic: 'sfc.jobs', waiting: 1, reason: 'common has no replicas.' };
    Object.assign(line.services.workers, { unserved: async () => [unserved, { ...unserved, blueprint: 'other' }] });
    const warning =
      'unserved hello: common has no replicas. 1 job waits on sfc.jobs. Give it a worker: sfc workers set common --replicas 1\n';
    expect((await line.run('workers', 'list')).out).toContain(warning);
    expect((await line.run('start', 'hello')).notes).toBe(warning);
    expect((await line.run('run', 'hello', '--no-follow')).notes).toBe(warning);
  });
});

describe('sfc workers and dead-letters', () => {
  it('changes common workers and those of a blueprint', async () => {
    await line.run('push', file);
    expect((await line.run('workers', 'add', 'common-night', '--replicas', '2')).out).toBe(
      'workers of common-night: added\n',
    );
    expect((await line.run('workers', 'set', 'common', '--concurrency', '3')).code).toBe(0);
    expect((await line.run('workers', 'add', 'hello', '--replicas', '2')).code).toBe(0);
    expect(JSON.parse((await line.run('blueprints', '--json')).out).items[0].workers).toEqual({
      mode: 'Specific',
      min: 2,
      max: 2,
    });
    expect((await line.run('workers', 'remove', 'hello')).code).toBe(0);
    expect((await line.run('workers', 'remove', 'common-night')).code).toBe(0);
    expect((await line.run('workers', 'list')).out).toMatch(/^WORKER.*\ncommon +sfc\.jobs +1 +3 .*\n$/);
  });

  it('lists dead letters', async () => {
    expect((await line.run('dead-letters', 'list')).out).toBe('There are no dead letters.\n');
    expect((await line.run('dead-letters', 'replay', 'x')).notes).toContain('SFC_UNKNOWN_DEAD_LETTER');
  });
});

describe('exit codes', () => {
  it('is 4 where no conductor answers, with what to do', async () => {
    await line.server.close();
    const { code, notes } = await line.run('flows', 'list');
    expect([code, notes]).toEqual([4, expect.stringContaining('Start it with `npm start`')]);
  });

  it.each([['flows', 'lst'], ['run'], ['stop', 'hello', '--mode', 'Halt'], ['activate', 'hello', 'x'], ['nothing']])(
    'is 2 for sfc %s %s',
    async (...args) => {
      const { code, out } = await line.run(...args.filter((arg) => arg !== undefined));
      expect([code, out]).toEqual([2, '']);
    },
  );

  it('is 0 for help, which lists the codes', async () => {
    const { code, out } = await line.run('--help');
    expect(code).toBe(0);
    expect(out).toContain('4    no conductor answers');
    expect((await line.run('flows', 'list', '--help')).out).toContain('--json');
  });
});
