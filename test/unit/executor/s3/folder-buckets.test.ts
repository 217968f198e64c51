import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderBuckets } from '../../../../src/executor/s3/folder-buckets.ts';
import type { Buckets } from '../../../../src/ports/buckets.ts';
import { createMemoryBuckets } from '../../../support/memory-buckets.ts';

const { signal } = new AbortController();
const READ = { mostBytes: 100, signal };
let root: string;
let buckets: Buckets;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sfc-buckets-'));
  mkdirSync(join(root, 'data', 'a', 'b'), { recursive: true });
  writeFileSync(join(root, 'data', 'a', 'b', 'c.txt'), 'ccc');
  writeFileSync(join(root, 'data', 'a.txt'), 'aa');
  writeFileSync(join(root, 'data', 'ä.txt'), '');
  writeFileSync(join(root, 'secret'), 'secret');
  buckets = createFolderBuckets({ folders: { data: './data', gone: './gone' }, root });
});

afterEach(() => rmSync(root, { recursive: true }));

const get = async (key: string, bucket = 'data') => {
  const found = await buckets.get({ bucket, key }, READ);
  return found.ok ? Buffer.from(found.value).toString() : found.error.error;
};
const put = async (key: string, body = 'new', bucket = 'data') => {
  const stored = await buckets.put({ bucket, key }, body, signal);
  return stored.ok ? 'stored' : stored.error.error;
};

const ESCAPES = [
  '../secret',
  'a/../../secret',
  '/etc/passwd',
  '..',
  '.',
  '',
  'a//b',
  'a/',
  '..\\secret',
  'C:x',
  'a\u0000',
  'x. ',
  'x.',
];

describe('folders that stand for buckets', () => {
  it('hold objects as files', async () => {
    expect(await get('a.txt')).toBe('aa');
    expect(await get('a/b/c.txt')).toBe('ccc');
    expect(await get('a/b')).toBe('NoSuchKey');
    expect(await get('a/none')).toBe('NoSuchKey');
    const missing = await buckets.get({ bucket: 'data', key: 'none' }, READ);
    expect(missing).toMatchObject({
      error: { cause: expect.stringContaining('The specified key does not exist. (Service: Amazon S3') },
    });
  });

  it('refuse objects that are too large', async () => {
    const large = await buckets.get({ bucket: 'data', key: 'a/b/c.txt' }, { mostBytes: 2, signal });
    expect(large).toMatchObject({ ok: false, error: { error: 'EntityTooLarge' } });
  });

  it('list keys by prefix in the order of their bytes', async () => {
    await put('a/b2');
    const keys = async (prefix: string, most = 10) => {
      const listed = await buckets.list('data', prefix, most, signal);
      return listed.ok ? listed.value.map(({ key }) => key) : listed.error.error;
    };
    expect(await keys('')).toEqual(['a.txt', 'a/b/c.txt', 'a/b2', 'ä.txt']);
    expect(await keys('a/b')).toEqual(['a/b/c.txt', 'a/b2']);
    expect(await keys('a/b/')).toEqual(['a/b/c.txt']);
    expect(await keys('', 2)).toEqual(['a.txt', 'a/b/c.txt']);
    expect(await keys('../')).toEqual([]);
    const listed = await buckets.list('data', 'a.txt', 1, signal);
    expect(listed).toMatchObject({
      value: [{ sizeBytes: 2, etag: expect.stringMatching(/^"[0-9a-f]+-2"$/), storageClass: 'STANDARD' }],
    });
  });

  it('store objects whole, with the folders on the way', async () => {
    expect(await put('x/y/z', 'one')).toBe('stored');
    expect(await put('x/y/z', 'two')).toBe('stored');
    expect(readFileSync(join(root, 'data/x/y/z'), 'utf8')).toBe('two');
    expect(readdirSync(join(root, 'data/x/y'))).toEqual(['z']);
  });

  it.each(ESCAPES)('have no %j', async (key) => {
    expect(await get(key)).toBe('NoSuchKey');
    expect(await put(key)).toBe('InvalidKey');
  });

  it('follow no link that leads out', async () => {
    symlinkSync(join(root, 'secret'), join(root, 'data/link'));
    symlinkSync(root, join(root, 'data/up'));
    symlinkSync(join(root, 'nowhere'), join(root, 'data/dangling'));
    symlinkSync(join(root, 'data/a'), join(root, 'data/inside'));
    expect(await get('link')).toBe('NoSuchKey');
    expect(await get('up/secret')).toBe('NoSuchKey');
    expect(await get('dangling')).toBe('NoSuchKey');
    expect(await get('inside/b/c.txt')).toBe('ccc');
    expect(await put('link')).toBe('InvalidKey');
    expect(await put('up/new')).toBe('InvalidKey');
    expect(await put('dangling')).toBe('InvalidKey');
    expect(await put('inside/new')).toBe('stored');
    expect(readdirSync(root).sort()).toEqual(['data', 'secret']);
    expect(readFileSync(join(root, 'secret'), 'utf8')).toBe('secret');
    const listed = await buckets.list('data', '', 100, signal);
    const keys = listed.ok ? listed.value.map(({ key }) => key) : [];
    expect(keys).toEqual(['a.txt', 'a/b/c.txt', 'a/new', 'ä.txt']);
  });

  it('answer what the file system refuses', async () => {
    expect(await get('k', 'gone')).toBe('FolderError');
    expect(await put('k', 'x', 'gone')).toBe('FolderError');
    expect(await put('a.txt/below')).toBe('FolderError');
    expect(await buckets.list('gone', '', 1, signal)).toMatchObject({ error: { error: 'FolderError' } });
  });

  it('leave other buckets to S3, where it may be used', async () => {
    expect(await get('k', 'other')).toBe('NoSuchBucket');
    expect(await put('k', 'x', 'toString')).toBe('NoSuchBucket');
    expect(await buckets.list('other', '', 1, signal)).toMatchObject({
      error: { cause: expect.stringContaining('SFC_UNMAPPED_BUCKET') },
    });
    const memory = createMemoryBuckets([{ bucket: 'other', key: 'k', body: 'v' }]);
    buckets = createFolderBuckets({ folders: {}, root, otherwise: memory.buckets });
    expect(await get('k', 'other')).toBe('v');
    expect(await put('l', 'w', 'other')).toBe('stored');
    expect(await buckets.list('other', '', 9, signal)).toMatchObject({ value: [{ key: 'k' }, { key: 'l' }] });
  });
});
