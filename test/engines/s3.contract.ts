import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { createS3ObjectStore } from '../../src/adapters/s3/object-store.ts';
import { describeObjectStore } from '../contract/suites/object-store.ts';

function connect(): S3Client {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new S3Client({ region: 'us-east-1', endpoint: inject('aws'), forcePathStyle: true, credentials });
}

async function open() {
  const bucket = `sfc-${randomUUID()}`;
  let client = connect();
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const store = () => createS3ObjectStore({ client, bucket });
  return {
    store: store(),
    crash: async () => {
      client.destroy();
      client = connect();
      return store();
    },
    close: async () => client.destroy(),
  };
}

describeObjectStore('S3', open);

describe('S3', () => {
  it('removes more objects than one answer lists', async () => {
    const { store, close } = await open();
    const keys = Array.from({ length: 1_050 }, (_, index) => `flow/${index}`);
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => store.put(key, 'x')));
    }
    await store.put('other/0', 'kept');
    await store.removeAll('flow/');
    expect(await store.get('flow/0')).toBeUndefined();
    expect(await store.get('flow/1049')).toBeUndefined();
    expect(await store.get('other/0')).toBe('kept');
    await close();
  });

  it('says that the store cannot be reached where the bucket is missing', async () => {
    const client = connect();
    const store = createS3ObjectStore({ client, bucket: 'sfc-no-such-bucket' });
    const fault = { code: 'SFC_STORE_UNREACHABLE', retryable: true };
    await expect(store.put('flow/hash', 'x')).rejects.toMatchObject(fault);
    await expect(store.removeAll('flow/')).rejects.toMatchObject(fault);
    client.destroy();
  });
});
