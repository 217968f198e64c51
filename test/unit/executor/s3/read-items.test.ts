import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ReaderConfig } from '../../../../src/asl/items/reader-config.ts';
import type { Json } from '../../../../src/asl/json.ts';
import { failed } from '../../../../src/asl/result.ts';
import { readItems } from '../../../../src/executor/s3/read-items.ts';
import type { Buckets } from '../../../../src/ports/buckets.ts';
import { createMemoryBuckets, type GivenObject } from '../../../support/memory-buckets.ts';

const INVENTORY = {
  destinationBucket: 'arn:aws:s3:::lists',
  fileFormat: 'CSV',
  fileSchema: 'Bucket, Key',
  files: [{ key: 'data/1.csv.gz' }, { key: 'data/2.csv' }],
};
const packed = (key: string, bytes: Buffer): GivenObject => ({
  bucket: 'b',
  key,
  bodyBase64: bytes.toString('base64'),
});
const OBJECTS: GivenObject[] = [
  { bucket: 'b', key: 'list.json', body: '[1,2,3]' },
  { bucket: 'b', key: 'day/1.csv', body: 'a\nx\ny\n' },
  { bucket: 'b', key: 'day/2.csv', body: 'a\nz\n' },
  { bucket: 'b', key: 'day/empty/', body: '' },
  { bucket: 'b', key: 'unload.csv', body: 's3://b/part.gz\ns3://b/part.zst\n' },
  packed('part.gz', gzipSync('{"n":1}\n{"n":2}\n')),
  packed('part.zst', zstdCompressSync('{"n":3}\n')),
  { bucket: 'b', key: 'broken.gz', body: 'no gzip' },
  { bucket: 'lists', key: 'manifest.json', body: JSON.stringify(INVENTORY) },
  { bucket: 'lists', key: 'data/1.csv.gz', bodyBase64: gzipSync('"b","one"\n').toString('base64') },
  { bucket: 'lists', key: 'data/2.csv', body: '"b","two"\n' },
];
const GET = 'arn:aws:states:::s3:getObject';
const LIST = 'arn:aws:states:::s3:listObjectsV2';
const CSV = { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' } as const;

async function read(resource: string, input: Json, config: ReaderConfig = {}, buckets?: Buckets) {
  const { signal } = new AbortController();
  const read = await readItems({
    buckets: buckets ?? createMemoryBuckets(OBJECTS).buckets,
    resource,
    input,
    config,
    signal,
  });
  return read.ok ? read.value : read.error;
}
const failure = (cause: string) => ({ error: 'States.ItemReaderFailed', cause: expect.stringContaining(cause) });

describe('getObject', () => {
  it('reads the items of one object and says where they come from', async () => {
    expect(await read(GET, { Bucket: 'b', Key: 'list.json' }, { inputType: 'JSON', maxItems: 2 })).toEqual({
      items: [1, 2],
      sources: [{ from: 0, uri: 's3://b/list.json' }],
    });
    expect(await read(GET, { Bucket: 'b', Key: 'list.json' }, { inputType: 'JSON', maxItems: 0 })).toMatchObject({
      items: [1, 2, 3],
    });
  });

  it('asks for a version', async () => {
    const asked: (string | undefined)[] = [];
    const memory = createMemoryBuckets(OBJECTS).buckets;
    const buckets: Buckets = {
      ...memory,
      get: (name, options) => {
        asked.push(options.versionId);
        return memory.get(name, options);
      },
    };
    await read(GET, { Bucket: 'b', Key: 'list.json', VersionId: 'v1' }, { inputType: 'JSON' }, buckets);
    await read(GET, { Bucket: 'b', Key: 'unload.csv', VersionId: 'v2' }, { manifestType: 'ATHENA_DATA' }, buckets);
    expect(asked.slice(0, 2)).toEqual(['v1', 'v2']);
  });

  it.each<[Json, string]>([
    [{ Key: 'k' }, 'Bucket'],
    [{ Bucket: 'b' }, 'Key'],
    [{ Bucket: 'b', Key: 1 }, 'Key'],
    ['b', 'Bucket'],
    [{ Bucket: 'b', Key: 'none' }, 'The specified key does not exist'],
  ])('refuses %j', async (input, cause) => {
    expect(await read(GET, input, { inputType: 'JSON' })).toMatchObject(failure(cause));
  });

  it('fails as the text fails', async () => {
    expect(await read(GET, { Bucket: 'b', Key: 'day/1.csv' }, { inputType: 'JSON' })).toMatchObject(failure('JSON'));
    expect(await read(GET, { Bucket: 'b', Key: 'broken.gz' }, { inputType: 'JSON' })).toMatchObject(
      failure('cannot be decompressed'),
    );
  });

  it('reads what an S3 inventory lists', async () => {
    const expected = {
      items: [
        { Bucket: 'b', Key: 'one' },
        { Bucket: 'b', Key: 'two' },
      ],
      sources: [
        { from: 0, uri: 's3://lists/data/1.csv.gz' },
        { from: 1, uri: 's3://lists/data/2.csv' },
      ],
    };
    const manifest = { Bucket: 'lists', Key: 'manifest.json' };
    expect(await read(GET, manifest, { inputType: 'MANIFEST' })).toEqual(expected);
    expect(await read(GET, manifest, { manifestType: 'S3_INVENTORY', maxItems: 1 })).toMatchObject({
      items: [{ Key: 'one' }],
    });
    expect(await read(GET, { Bucket: 'b', Key: 'list.json' }, { inputType: 'MANIFEST' })).toMatchObject(
      failure('not a manifest'),
    );
    expect(await read(GET, { Bucket: 'b', Key: 'none' }, { inputType: 'MANIFEST' })).toMatchObject(failure('key'));
  });

  it('reads what an Athena UNLOAD wrote, compressed or not', async () => {
    const config = { manifestType: 'ATHENA_DATA', inputType: 'JSONL' } as const;
    expect(await read(GET, { Bucket: 'b', Key: 'unload.csv' }, config)).toEqual({
      items: [{ n: 1 }, { n: 2 }, { n: 3 }],
      sources: [
        { from: 0, uri: 's3://b/part.gz' },
        { from: 2, uri: 's3://b/part.zst' },
      ],
    });
  });
});

describe('listObjectsV2', () => {
  it('gives what is known of the objects', async () => {
    const listed = await read(LIST, { Bucket: 'b', Prefix: 'day/' }, { maxItems: 2 });
    expect(listed).toEqual({
      items: [
        { Etag: '"6"', Key: 'day/1.csv', LastModified: 1_700_000_000, Size: 6, StorageClass: 'STANDARD' },
        { Etag: '"4"', Key: 'day/2.csv', LastModified: 1_700_000_000, Size: 4, StorageClass: 'STANDARD' },
      ],
      sources: [{ from: 0, uri: 's3://b' }],
    });
    expect(await read(LIST, { Bucket: 'lists' })).toMatchObject({ items: [{}, {}, { Key: 'manifest.json' }] });
  });

  it('gives what is in the objects, where that is asked for', async () => {
    const config = { ...CSV, transformation: 'LOAD_AND_FLATTEN' } as const;
    expect(await read(LIST, { Bucket: 'b', Prefix: 'day/' }, config)).toEqual({
      items: [{ a: 'x' }, { a: 'y' }, { a: 'z' }],
      sources: [
        { from: 0, uri: 's3://b/day/1.csv' },
        { from: 2, uri: 's3://b/day/2.csv' },
      ],
    });
    expect(await read(LIST, { Bucket: 'b', Prefix: 'day/' }, { ...config, maxItems: 2 })).toMatchObject({
      items: [{ a: 'x' }, { a: 'y' }],
      sources: [{ from: 0 }],
    });
  });

  it('fails where there is no such bucket', async () => {
    const buckets: Buckets = {
      ...createMemoryBuckets().buckets,
      list: async () => failed('NoSuchBucket', 'The specified bucket does not exist'),
    };
    expect(await read(LIST, { Bucket: 'b' }, {}, buckets)).toMatchObject(failure('bucket does not exist'));
  });
});
