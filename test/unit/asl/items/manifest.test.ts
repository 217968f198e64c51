import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../../src/asl/items/manifest.ts';

const INVENTORY = {
  sourceBucket: 'source',
  destinationBucket: 'arn:aws:s3:::inventories',
  fileFormat: 'CSV',
  fileSchema: 'Bucket, Key, Size',
  files: [{ key: 'data/1.csv.gz', size: 1 }, { key: 'data/2.csv.gz' }],
};
const failure = (cause: string) => ({
  ok: false,
  error: { error: 'States.ItemReaderFailed', cause: expect.stringContaining(cause) },
});

describe('the manifest of an S3 inventory', () => {
  it('names its files and their columns', () => {
    expect(readManifest(JSON.stringify(INVENTORY), { inputType: 'MANIFEST' })).toEqual({
      ok: true,
      value: {
        objects: [
          { bucket: 'inventories', key: 'data/1.csv.gz' },
          { bucket: 'inventories', key: 'data/2.csv.gz' },
        ],
        config: { inputType: 'CSV', csvHeaderLocation: 'GIVEN', csvHeaders: ['Bucket', 'Key', 'Size'] },
      },
    });
  });

  it.each<[unknown, string]>([
    [[], 'not a manifest'],
    [{ ...INVENTORY, destinationBucket: 1 }, 'not a manifest'],
    [{ ...INVENTORY, fileSchema: undefined }, 'not a manifest'],
    [{ ...INVENTORY, files: {} }, 'not a manifest'],
    [{ ...INVENTORY, fileFormat: 'ORC' }, 'ORC'],
  ])('is refused as %j', (manifest, cause) => {
    expect(readManifest(JSON.stringify(manifest), { manifestType: 'S3_INVENTORY' })).toMatchObject(failure(cause));
  });

  it('is JSON', () => {
    expect(readManifest('Bucket,Key', { inputType: 'MANIFEST' })).toMatchObject(failure('not a manifest'));
  });

  it('skips what is no file', () => {
    const manifest = { ...INVENTORY, files: [null] };
    expect(readManifest(JSON.stringify(manifest), {})).toMatchObject({ value: { objects: [{ key: '' }] } });
  });
});

describe('the manifest of an Athena UNLOAD', () => {
  const config = { manifestType: 'ATHENA_DATA', inputType: 'JSONL' } as const;

  it('names its objects by their URIs', () => {
    expect(readManifest('s3://b/p/1.gz\n\nS3://c/2\n', config)).toEqual({
      ok: true,
      value: {
        objects: [
          { bucket: 'b', key: 'p/1.gz' },
          { bucket: 'c', key: '2' },
        ],
        config,
      },
    });
  });

  it.each(['https://b/k', 's3://b', 's3:///k'])('refuses %s', (uri) => {
    expect(readManifest(uri, config)).toMatchObject(failure(uri));
  });
});
