import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommonWorkers } from '../../../src/local/common-workers.ts';

const DEFAULTS = { replicas: 1, concurrency: 8 };
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sfc-workers-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = () => createCommonWorkers(directory, DEFAULTS);
const names = () =>
  open()
    .specs()
    .map(({ name, replicas, concurrency }) => `${name} ${replicas}×${concurrency}`);

describe('common workers', () => {
  it('begin with the configured one', () => {
    expect(open().specs()).toEqual([{ name: 'common', topic: 'sfc.jobs', ...DEFAULTS }]);
  });

  it('are added, changed and removed for good', () => {
    const workers = open();
    workers.set('common-night', { replicas: 2 });
    workers.set('common', { concurrency: 3 });
    expect(names()).toEqual(['common 1×3', 'common-night 2×8']);
    workers.remove('common-night');
    workers.remove('common');
    workers.remove('common-never');
    expect(names()).toEqual([]);
    open().set('common', { replicas: 4 });
    expect(names()).toEqual(['common 4×8']);
  });

  it.each([
    ['orders', {}],
    ['common-a b', {}],
    ['common', { replicas: -1 }],
    ['common', { concurrency: 0 }],
    ['common', { concurrency: 1.5 }],
  ])('refuse %s %j', (name, settings) => {
    expect(() => open().set(name, settings)).toThrow(expect.objectContaining({ code: 'SFC_INVALID_REQUEST' }));
    expect(names()).toEqual(['common 1×8']);
  });

  it('say that their file is damaged', () => {
    writeFileSync(join(directory, 'workers.json'), '{"common":{"replicas":"x"}}');
    expect(open).toThrow(expect.objectContaining({ code: 'SFC_STORE_CORRUPT' }));
  });
});
