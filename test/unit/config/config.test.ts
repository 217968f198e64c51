import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sfc-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (settings: unknown) =>
  writeFileSync(join(cwd, 'sfc.config.json'), typeof settings === 'string' ? settings : JSON.stringify(settings));
const load = (env: Record<string, string> = {}, flags = {}) => loadConfig({ cwd, env, flags });

describe('loadConfig', () => {
  it('has a default for everything', () => {
    expect(load()).toMatchObject({
      port: 7400,
      host: '127.0.0.1',
      directory: join(cwd, '.sfc'),
      url: 'http://127.0.0.1:7400',
      limits: { eventsPerDecision: 500, eventsPerFlow: 25_000 },
      workers: { common: { replicas: 1 } },
      http: { allow: [] },
      lambda: {},
      buckets: {},
      aws: { lambda: false, s3: false },
    });
  });

  it('lets the command line win over the environment and the environment over the file', () => {
    write({ port: 1, host: 'file', directory: 'file', limits: { eventsPerFlow: 9 } });
    const config = load({ SFC_HOST: 'env', SFC_DIRECTORY: 'env' }, { directory: 'flag' });
    expect(config).toMatchObject({ port: 1, host: 'env', directory: join(cwd, 'flag') });
    expect(config.limits).toMatchObject({ eventsPerFlow: 9, eventsPerDecision: 500 });
  });

  it("takes over the samples' functions and services, under its own", () => {
    const samples = join(cwd, 'samples.json');
    const settings = {
      port: 1,
      lambda: { Theirs: './f.mjs#go', Both: './f.mjs', Url: 'http://127.0.0.1:1/' },
      buckets: { theirs: './data', both: './data' },
      http: { allow: ['a:1', 'b:1'] },
    };
    writeFileSync(samples, JSON.stringify(settings));
    write({ lambda: { Both: './mine.mjs' }, buckets: { both: './mine' }, http: { allow: ['b:1', 'c:1'] } });
    const module = new URL('f.mjs#go', pathToFileURL(samples)).href;
    expect(loadConfig({ cwd, env: {}, samples })).toMatchObject({
      port: 7400,
      lambda: { Theirs: module, Both: './mine.mjs', Url: 'http://127.0.0.1:1/' },
      buckets: { theirs: join(cwd, 'data'), both: './mine' },
      http: { allow: ['b:1', 'c:1', 'a:1'] },
    });
  });

  it('reads comments and trailing commas', () => {
    write('{\n// a comment\n"port": 7500,}');
    expect(load().port).toBe(7500);
  });

  it.each([
    [{ limits: { eventsPerFlow: 'many' } }, 'limits.eventsPerFlow'],
    [{ limits: { eventsPerFLow: 1 } }, 'limits.eventsPerFLow'],
    [{ prot: 1 }, 'prot'],
    [{ lambda: { a: 1 } }, 'lambda.a'],
    [{ aws: { endpoint: 'here' } }, 'aws.endpoint'],
    [{ http: { allow: [''] } }, 'http.allow.0'],
    [{ port: 70_000 }, 'port'],
  ])('names the wrong setting of %j', (settings, key) => {
    write(settings);
    expect(load).toThrow(
      expect.objectContaining({ code: 'SFC_CONFIG_INVALID', details: expect.objectContaining({ key }) }),
    );
    expect(load).toThrow(`\`${key}\``);
  });

  it('names a port of the environment that is no number', () => {
    expect(() => load({ SFC_PORT: 'x' })).toThrow('`port`');
  });

  it('says where the file is not JSON', () => {
    write('{\n"port": 7500,\n"host" }');
    expect(load).toThrow(/line 3/);
  });

  it('refuses a file that was named and does not exist', () => {
    expect(() => loadConfig({ cwd, env: {}, file: 'other.json' })).toThrow(join(cwd, 'other.json'));
  });
});
