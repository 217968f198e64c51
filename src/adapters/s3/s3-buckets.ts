import {
  type _Object,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { failed, ok, type Result } from '../../asl/result.ts';
import type { Buckets, ObjectSummary } from '../../ports/buckets.ts';

export interface S3BucketsOptions {
  readonly region?: string;
  /** An imitation of S3, a local one say; its buckets are in the path. */
  readonly endpoint?: string;
}

/** S3 itself. */
export function createS3Buckets({ region, endpoint }: S3BucketsOptions): Buckets {
  const s3 = new S3Client({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
  });
  return {
    get: ({ bucket, key }, { mostBytes, signal, versionId }) =>
      answered(async () => {
        const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
        const { Body } = await s3.send(command, { abortSignal: signal });
        const bytes = await bytesOf(Body as unknown as AsyncIterable<Uint8Array>, mostBytes);
        return bytes === undefined ? tooLarge(key, mostBytes) : ok(bytes);
      }),
    list: (bucket, prefix, most, signal) =>
      answered(async () => {
        const found: ObjectSummary[] = [];
        let token: string | undefined;
        do {
          const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
          const page = await s3.send(command, { abortSignal: signal });
          for (const object of page.Contents ?? []) found.push(summaryOf(object));
          token = page.NextContinuationToken;
        } while (token !== undefined && found.length < most);
        return ok(found.slice(0, most));
      }),
    put: ({ bucket, key }, body, signal) =>
      answered(async () => {
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }), { abortSignal: signal });
        return ok(null);
      }),
  };
}

/** Undefined where there are more than so many; the rest is not read then. */
async function bytesOf(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(key: string, mostBytes: number): Result<never> {
  return failed(
    'EntityTooLarge',
    `The object ${key} is larger than the ${mostBytes} bytes that a Map's items may have.`,
  );
}

function summaryOf({ Key = '', ETag = '', LastModified, Size = 0, StorageClass = 'STANDARD' }: _Object): ObjectSummary {
  return {
    key: Key,
    etag: ETag,
    lastModified: LastModified?.getTime() ?? 0,
    sizeBytes: Size,
    storageClass: StorageClass,
  };
}

async function answered<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await call();
  } catch (error) {
    return failed(error instanceof Error ? error.name : 'Unknown', worded(error));
  }
}

/** As Step Functions words S3's answers. */
function worded(error: unknown): string {
  if (!(error instanceof S3ServiceException)) return String(error);
  const { name, message, $metadata } = error;
  return `${message} (Service: Amazon S3; Status Code: ${$metadata.httpStatusCode}; Error Code: ${name}; Request ID: ${$metadata.requestId}; S3 Extended Request ID: ${$metadata.extendedRequestId}; Proxy: null)`;
}
