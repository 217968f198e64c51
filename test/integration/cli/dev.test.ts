import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const SFC = fileURLToPath(new URL('../../../bin/sfc.js', import.meta.url));
const HELLO =
  '{"StartAt":"Greet","States":{"Greet":{"Type":"Pass","Result":"hello","Next":"Rest"},"Rest":{"Type":"Wait","Seconds":1,"End":true}}}';

const children = new Set<ChildProcess>();
const folders: string[] = [];
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sfc-dev-'));
  folders.push(folder);
  return folder;
}

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly notes: string;
}

function start(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, [SFC, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let out = '';
  let notes = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    notes += text;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => {
      children.delete(child);
      resolve({ code, out, notes });
    });
  });
  return { child, finished, notes: () => notes, out: () => out };
}

async function startDev(cwd: string, ...args: string[]) {
  const dev = start(cwd, 'dev', '--port', '0', ...args);
  const url = await expect
    .poll(() => /start page\s+(http:\S+)\//.exec(dev.notes())?.[1], { timeout: 20_000 })
    .toBeTruthy()
    .then(() => /start page\s+(http:\S+)\//.exec(dev.notes())?.[1] ?? '');
  return { ...dev, url, sfc: (...command: string[]) => start(cwd, ...command, '--url', url).finished };
}

describe('sfc dev', () => {
  it('runs a conductor, keeps what it accepted over a restart, and closes cleanly', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'hello.asl.json'), HELLO);
    const first = await startDev(folder);
    expect((await first.sfc('push', 'hello.asl.json', '--activate')).out).toContain('version 1 is stored and active');
    const started = await first.sfc('run', 'hello', '--no-follow', '--name', 'one', '--input', '{"n":1}');
    first.child.kill('SIGTERM');
    expect((await first.finished).code).toBe(0);
    expect(existsSync(join(folder, '.sfc'))).toBe(true);

    const second = await startDev(folder);
    const again = await second.sfc('run', 'hello', '--name', 'one', '--input', '{"n":1}');
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('SUCCEEDED') });
    expect(again.notes).toContain(`flow ${started.out.trim()} has this name already`);
    expect((await second.sfc('flows', 'list', '--json')).out).toContain('"SUCCEEDED"');
    expect(await (await fetch(`${second.url}/readyz`)).json()).toMatchObject({ status: 'ok' });
    second.child.kill('SIGINT');
    expect(await second.finished).toMatchObject({ code: 0, notes: expect.stringContaining('1 started · 1 succeeded') });
  });

  it('names the port that is in use', async () => {
    const one = await startDev(newFolder());
    const port = new URL(one.url).port;
    const { code, notes } = await start(newFolder(), 'dev', '--port', port).finished;
    expect([code, notes]).toEqual([1, expect.stringContaining(`Another process listens on 127.0.0.1:${port}.`)]);
    expect(notes).toContain('--port');
  });

  it('refuses a directory that another process holds', async () => {
    const folder = newFolder();
    await startDev(folder);
    const { code, notes } = await start(folder, 'dev', '--port', '0').finished;
    expect([code, notes]).toEqual([1, expect.stringContaining('SFC_STORE_BUSY')]);
  });

  it('names the setting that is wrong', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'sfc.config.json'), '{"prot": 1}');
    const { code, notes } = await start(folder, 'dev').finished;
    expect([code, notes]).toEqual([1, expect.stringContaining('SFC_CONFIG_INVALID: Setting `prot`')]);
  });

  it('loads the samples that are named, and names those that there are', async () => {
    const dev = await startDev(newFolder(), '--samples', 'quote-quorum');
    expect(dev.notes()).toMatch(/blueprints\s+quote-quorum\n/);
    const { code, notes } = await start(newFolder(), 'dev', '--samples', 'none').finished;
    expect([code, notes]).toEqual([1, expect.stringContaining('hello-world, nightly-reconciliation')]);
  });

  it('says where it listens as JSON', async () => {
    const dev = start(newFolder(), 'dev', '--port', '0', '--json');
    await expect.poll(dev.out, { timeout: 20_000 }).toContain('\n');
    expect(JSON.parse(dev.out())).toMatchObject({
      event: 'ready',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
  });
});
