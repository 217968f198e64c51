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
export function createFolderBuckets({ folders, root, otherwise }: FolderBucketsOptions): Buckets {
  const folderOf = (bucket: string) =>
    Object.hasOwn(folders, bucket) ? resolve(root, folders[bucket] as string) : undefined;
  return {
    get: async (name, options) => {
      const folder = folderOf(name.bucket);
      if (folder === undefined) return otherwise?.get(name, options) ?? unmapped(name.bucket);
      const file = await existing(folder, name.key);
      if (file === undefined) return failed('NoSuchKey', worded('The specified key does not exist.', 404, 'NoSuchKey'));
      const { size } = await stat(file);
      return size > options.mostBytes ? tooLarge(name.key, options.mostBytes) : ok(await readFile(file));
    },
    list: async (bucket, prefix, most, signal) => {
      const folder = folderOf(bucket);
      if (folder === undefined) return otherwise?.list(bucket, prefix, most, signal) ?? unmapped(bucket);
      return ok(await list(folder, prefix, most));
    },
    put: async (name, body, signal) => {
      const folder = folderOf(name.bucket);
      if (folder === undefined) return otherwise?.put(name, body, signal) ?? unmapped(name.bucket);
      const file = await fileOf(folder, name.key, true);
      if (file === undefined)
        return failed('InvalidKey', `The key ${name.key} cannot be a file of the folder ${folder}.`);
      await replace(file, body);
      return ok(null);
    },
  };
}

async function existing(folder: string, key: string): Promise<string | undefined> {
  const file = await fileOf(folder, key).catch(() => undefined);
  return file !== undefined && (await stat(file)).isFile() ? file : undefined;
}

async function replace(file: string, body: string): Promise<void> {
  const part = `${file}.${randomUUID()}${PART}`;
  try {
    await writeFile(part, body, { flag: 'wx' });
    await rename(part, file);
  } catch (error) {
    await unlink(part).catch(() => undefined);
    throw error;
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

function unmapped(bucket: string): Promise<Result<never>> {
  const hint = `SFC_UNMAPPED_BUCKET: map it to a folder in sfc.config.json, "buckets": { ${JSON.stringify(bucket)}: "./folder" }; or use S3 itself: "aws": { "s3": true }. Then start again: settings are read at the start only`;
  return Promise.resolve(
    failed('NoSuchBucket', `${worded('The specified bucket does not exist', 404, 'NoSuchBucket')} ${hint}`),
  );
}

function tooLarge(key: string, mostBytes: number): Result<never> {
  return failed(
    'EntityTooLarge',
    `The object ${key} is larger than the ${mostBytes} bytes that a Map's items may have.`,
  );
}

/** As Step Functions words S3's answers. */
function worded(message: string, status: number, code: string): string {
  return `${message} (Service: Amazon S3; Status Code: ${status}; Error Code: ${code}; Request ID: null; S3 Extended Request ID: null; Proxy: null)`;
}
