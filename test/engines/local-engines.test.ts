import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { engineCacheDirectory } from '../../src/config.ts';
import { startDynamoDb } from '../../src/local/engines/dynamodb.ts';
import { until } from '../support/until.ts';

const MAIN = fileURLToPath(new URL('../../src/local/engines/main.ts', import.meta.url));

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
const folders = () => globSync('sfc-dynamodb-*', { cwd: tmpdir() });

describe('local engines', () => {
  it('end with the process that started them, even when it is killed, and leave nothing', async () => {
    const before = new Set(folders());
    const parent = spawn(process.execPath, [MAIN, 'dynamodb'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    parent.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    await until(() => printed.includes('Ctrl-C'), 60_000);
    const url = /http:\S+/.exec(printed)?.[0] ?? '';
    const directory = folders().find((name) => !before.has(name)) ?? '';
    expect(await answers(url)).toBe(true);
    const exit = once(parent, 'exit');
    parent.kill('SIGKILL');
    await exit;
    await until(async () => !(await answers(url)));
    await until(() => !existsSync(`${tmpdir()}/${directory}`));
  });

  it('end on a signal, and then the command ends well', async () => {
    const parent = spawn(process.execPath, [MAIN, 'dynamodb'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    parent.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    await until(() => printed.includes('Ctrl-C'), 60_000);
    const exit = once(parent, 'exit');
    parent.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
    expect(await answers(/http:\S+/.exec(printed)?.[0] ?? '')).toBe(false);
  });

  it('say why they cannot start, and leave nothing', async () => {
    const cache = engineCacheDirectory();
    const running = await startDynamoDb({ cache });
    const before = folders();
    const port = Number(new URL(running.endpoint).port);
    await expect(startDynamoDb({ cache, port })).rejects.toMatchObject({ code: 'SFC_ENGINE_UNAVAILABLE' });
    await expect(startDynamoDb({ cache, heapMebibytes: 1 })).rejects.toMatchObject({
      code: 'SFC_ENGINE_UNAVAILABLE',
      message: expect.stringContaining('heap'),
    });
    expect(folders()).toEqual(before);
    await running.stop();
  });

  it('refuse an engine that there is not', async () => {
    const parent = spawn(process.execPath, [MAIN, 'zookeeper'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    parent.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    expect(await once(parent, 'close')).toEqual([1, null]);
    expect(said).toContain('no engine zookeeper');
    expect(said).toContain('kafka, dynamodb, opensearch, aws');
  });
});
