import { itemsOfText } from '../../asl/items/items-of-text.ts';
import { readManifest } from '../../asl/items/manifest.ts';
import type { ItemSource, ReadItems } from '../../asl/items/read-items.ts';
import { MOST_ITEMS, type ReaderConfig } from '../../asl/items/reader-config.ts';
import { readerFailed } from '../../asl/items/reader-error.ts';
import { isObject, type Json } from '../../asl/json.ts';
import { ok, type Result } from '../../asl/result.ts';
import type { Buckets, ObjectName, ObjectSummary } from '../../ports/buckets.ts';
import { textOfObject } from './inflate.ts';

/** Items stand in the flow's state: a dataset that is larger than this is refused. AWS takes 10 GB. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface Reading {
  readonly buckets: Buckets;
  readonly resource: string;
  /** The evaluated Parameters or Arguments: Bucket, Key, VersionId, Prefix. */
  readonly input: Json;
  readonly config: ReaderConfig;
  readonly signal: AbortSignal;
}

/** Fetches and parses what an ItemReader names. */
export async function readItems(reading: Reading): Promise<Result<ReadItems>> {
  const { resource, input, config } = reading;
  const parameters = isObject(input) ? input : {};
  const bucket = parameters['Bucket'];
  if (typeof bucket !== 'string' || bucket === '') return readerFailed('The ItemReader needs a Bucket, a text.');
  if (resource.endsWith(':listObjectsV2')) {
    const prefix = parameters['Prefix'];
    return readListing(reading, bucket, typeof prefix === 'string' ? prefix : '');
  }
  const key = parameters['Key'];
  if (typeof key !== 'string' || key === '') return readerFailed('The ItemReader needs a Key, a text.');
  const isManifest = config.inputType === 'MANIFEST' || config.manifestType !== undefined;
  const version = parameters['VersionId'];
  if (!isManifest)
    return readObjects(reading, [{ bucket, key }], config, typeof version === 'string' ? version : undefined);
  const text = await fetchText(reading, { bucket, key }, MOST_BYTES, typeof version === 'string' ? version : undefined);
  if (!text.ok) return text;
  const manifest = readManifest(text.value, config);
  return manifest.ok ? readObjects(reading, manifest.value.objects, manifest.value.config) : manifest;
}

async function readListing(reading: Reading, bucket: string, prefix: string): Promise<Result<ReadItems>> {
  const { buckets, config, signal } = reading;
  const isLoaded = config.transformation === 'LOAD_AND_FLATTEN';
  const listed = await buckets.list(bucket, prefix, isLoaded ? MOST_ITEMS : mostItems(config), signal);
  if (!listed.ok) return readerFailed(listed.error.cause ?? listed.error.error);
  if (!isLoaded) return ok({ items: listed.value.map(itemOf), sources: [{ from: 0, uri: `s3://${bucket}` }] });
  const objects = listed.value.filter(({ key }) => !key.endsWith('/')).map(({ key }) => ({ bucket, key }));
  return readObjects(reading, objects, config);
}

/** As AWS names the fields: the API's `ETag` is `Etag` here, and times are in seconds. */
function itemOf({ key, etag, lastModified, sizeBytes, storageClass }: ObjectSummary): Json {
  return {
    Etag: etag,
    Key: key,
    LastModified: Math.floor(lastModified / 1000),
    Size: sizeBytes,
    StorageClass: storageClass,
  };
}

async function readObjects(
  reading: Reading,
  objects: readonly ObjectName[],
  config: ReaderConfig,
  version?: string,
): Promise<Result<ReadItems>> {
  const items: Json[] = [];
  const sources: ItemSource[] = [];
  let room = MOST_BYTES;
  const most = mostItems(config);
  for (const name of objects) {
    if (items.length >= most) break;
    const text = await fetchText(reading, name, room, version);
    if (!text.ok) return text;
    room -= text.value.length;
    const read = itemsOfText(text.value, config, most - items.length);
    if (!read.ok) return read;
    sources.push({ from: items.length, uri: `s3://${name.bucket}/${name.key}` });
    for (const item of read.value) items.push(item);
  }
  return ok({ items, sources });
}

async function fetchText(
  { buckets, signal }: Reading,
  name: ObjectName,
  mostBytes: number,
  versionId?: string,
): Promise<Result<string>> {
  const found = await buckets.get(name, { mostBytes, signal, ...(versionId !== undefined && { versionId }) });
  if (!found.ok) return readerFailed(found.error.cause ?? found.error.error);
  return textOfObject(name.key, found.value, mostBytes);
}

function mostItems({ maxItems }: ReaderConfig): number {
  return maxItems === undefined || maxItems === 0 ? MOST_ITEMS : Math.min(maxItems, MOST_ITEMS);
}
