import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { failed, ok, type Result } from '../../asl/result.ts';
import type { Buckets, ObjectSummary } from '../../ports/buckets.ts';
import { fileOf } from './folder-path.ts';

export interface FolderBucketsOptions {
  /** By bucket name: the folder whose files are its objects. */
  readonly folders: { readonly [bucket: string]: string };
  /** Where relative folders start. */
  readonly root: string;
  /** Where buckets are that no folder stands for: S3 itself. */
  readonly otherwise?: Buckets | undefined;
}

const PART = '.sfc-part';

/** The buckets of `sfc.config.json`: folders instead of S3. Nothing outside a bucket's folder is read or written. */
export function createFolderBuckets({ folders, root, otherwise = nowhere }: FolderBucketsOptions): Buckets {
  const folderOf = (bucket: string) =>
    Object.hasOwn(folders, bucket) ? resolve(root, folders[bucket] as string) : undefined;
  return {
    get: async (name, options) => {
      const folder = folderOf(name.bucket);
      if (folder === undefined) return otherwise.get(name, options);
      return answered(() => read(folder, name.key, options.mostBytes));
    },
    list: async (bucket, prefix, most, signal) => {
      const folder = folderOf(bucket);
      if (folder === undefined) return otherwise.list(bucket, prefix, most, signal);
      return answered(async () => ok(await list(folder, prefix, most)));
    },
    put: async (name, body, signal) => {
      const folder = folderOf(name.bucket);
      if (folder === undefined) return otherwise.put(name, body, signal);
      return answered(() => write(folder, name.key, body));
    },
  };
}

/** What the file system refuses is an answer, too. */
async function answered<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    return failed('FolderError', String(error));
  }
}

async function read(folder: string, key: string, mostBytes: number): Promise<Result<Uint8Array>> {
  const file = await fileOf(folder, key);
  const found = file === undefined ? undefined : await stat(file);
  if (file === undefined || !found?.isFile())
    return failed('NoSuchKey', worded('The specified key does not exist.', 404, 'NoSuchKey'));
  if (found.size <= mostBytes) return ok(await readFile(file));
  return failed(
    'EntityTooLarge',
    `The object ${key} is larger than the ${mostBytes} bytes that a Map's items may have.`,
  );
}

async function write(folder: string, key: string, body: string): Promise<Result<null>> {
  const file = await fileOf(folder, key, true);
  if (file === undefined) return failed('InvalidKey', `The key ${key} cannot be a file of the folder ${folder}.`);
  const part = `${file}.${randomUUID()}${PART}`;
  try {
    await writeFile(part, body, { flag: 'wx' });
    await rename(part, file);
    return ok(null);
  } finally {
    await unlink(part).catch(() => undefined);
  }
}

async function list(folder: string, prefix: string, most: number): Promise<ObjectSummary[]> {
  const keys: string[] = [];
  await collect(folder, '', prefix, keys);
  keys.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  const summaries: ObjectSummary[] = [];
  for (const key of keys.slice(0, most)) {
    const { size, mtimeMs } = await stat(join(folder, key));
    const etag = `"${Math.floor(mtimeMs).toString(16)}-${size.toString(16)}"`;
    summaries.push({ key, etag, lastModified: mtimeMs, sizeBytes: size, storageClass: 'STANDARD' });
  }
  return summaries;
}

/** Plain files only: a link might lead out of the folder. */
async function collect(folder: string, path: string, prefix: string, keys: string[]): Promise<void> {
  for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
    const key = path + entry.name;
    if (entry.isDirectory()) {
      const mayHold = key.startsWith(prefix) || prefix.startsWith(`${key}/`);
      if (mayHold) await collect(folder, `${key}/`, prefix, keys);
    } else if (entry.isFile() && key.startsWith(prefix) && !key.endsWith(PART)) keys.push(key);
  }
}

const nowhere: Buckets = {
  get: ({ bucket }) => unmapped(bucket),
  list: (bucket) => unmapped(bucket),
  put: ({ bucket }) => unmapped(bucket),
};

function unmapped(bucket: string): Promise<Result<never>> {
  const hint = `SFC_UNMAPPED_BUCKET: map it to a folder in sfc.config.json, "buckets": { ${JSON.stringify(bucket)}: "./folder" }; or use S3 itself: "aws": { "s3": true }. Then start again: settings are read at the start only`;
  return Promise.resolve(
    failed('NoSuchBucket', `${worded('The specified bucket does not exist', 404, 'NoSuchBucket')} ${hint}`),
  );
}

/** As Step Functions words S3's answers. */
function worded(message: string, status: number, code: string): string {
  return `${message} (Service: Amazon S3; Status Code: ${status}; Error Code: ${code}; Request ID: null; S3 Extended Request ID: null; Proxy: null)`;
}
