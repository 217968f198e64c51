import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SfcError } from '../../errors/sfc-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

export interface S3ObjectStoreOptions {
  readonly client: Pick<S3Client, 'send'>;
  readonly bucket: string;
}

/** One object per payload, in a bucket of the installation's own. */
export function createS3ObjectStore({ client, bucket }: S3ObjectStoreOptions): ObjectStore {
  async function page(prefix: string): Promise<readonly string[]> {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    return Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
  }
  async function remove(names: readonly string[]): Promise<void> {
    const objects = { Objects: names.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: objects }));
    const [error] = Errors;
    if (error !== undefined) throw unreachable(bucket, `${error.Key}: ${error.Code} ${error.Message}`);
  }
  return {
    put: (key, body) =>
      reached(bucket, async () => {
        const input = { Bucket: bucket, Key: nameOf(key), Body: body, ContentType: 'application/json' };
        await client.send(new PutObjectCommand(input));
      }),
    get: (key) =>
      reached(bucket, async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: nameOf(key) }));
          return await Body?.transformToString('utf8');
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined;
          throw error;
        }
      }),
    removeAll: (prefix) =>
      reached(bucket, async () => {
        if (prefix === '') return;
        // Each page is gone before the next is asked for.
        for (;;) {
          const names = await page(nameOf(prefix));
          if (names.length === 0) return;
          await remove(names);
        }
      }),
  };
}

/** S3 takes any text for a key, but what stands on the way to it may take `..` for a path. */
function nameOf(key: string): string {
  return key
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('.', '%2E'))
    .join('/');
}

async function reached<T>(bucket: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw cause instanceof SfcError ? cause : unreachable(bucket, cause);
  }
}

function unreachable(bucket: string, cause: unknown): SfcError {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new SfcError('SFC_STORE_UNREACHABLE', `S3 bucket ${bucket}: ${reason}`, { cause });
}
