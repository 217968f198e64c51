import { failed, ok } from '../../src/asl/result.ts';
import type { Buckets } from '../../src/ports/buckets.ts';

/** An object as the conformance corpus holds it. */
export interface GivenObject {
  readonly bucket: string;
  readonly key: string;
  readonly body?: string;
  readonly bodyBase64?: string;
}

/** Buckets in memory, with what was stored in them. */
export function createMemoryBuckets(objects: readonly GivenObject[] = []) {
  const stored = new Map(
    objects.map((object) => [`${object.bucket}/${object.key}`, { ...object, bytes: bytesOf(object) }]),
  );
  const buckets: Buckets = {
    get: async ({ bucket, key }, { mostBytes }) => {
      const object = stored.get(`${bucket}/${key}`);
      if (object === undefined) return failed('NoSuchKey', 'The specified key does not exist.');
      return object.bytes.length > mostBytes ? failed('EntityTooLarge', 'too large') : ok(object.bytes);
    },
    list: async (bucket, prefix, most) =>
      ok(
        [...stored.values()]
          .filter((object) => object.bucket === bucket && object.key.startsWith(prefix))
          .sort((left, right) => (left.key < right.key ? -1 : 1))
          .slice(0, most)
          .map(({ key, bytes }) => ({
            key,
            etag: `"${bytes.length}"`,
            lastModified: 1_700_000_000_000,
            sizeBytes: bytes.length,
            storageClass: 'STANDARD',
          })),
      ),
    put: async ({ bucket, key }, body) => {
      stored.set(`${bucket}/${key}`, { bucket, key, body, bytes: Buffer.from(body) });
      return ok(null);
    },
  };
  return {
    buckets,
    /** By `BUCKET/KEY`. */
    texts: (): Record<string, string> =>
      Object.fromEntries([...stored].map(([name, { bytes }]) => [name, Buffer.from(bytes).toString()])),
  };
}

function bytesOf({ body = '', bodyBase64 }: GivenObject): Uint8Array {
  return bodyBase64 === undefined ? Buffer.from(body) : Buffer.from(bodyBase64, 'base64');
}
