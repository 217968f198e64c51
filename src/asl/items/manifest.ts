import { isObject, type Json, type JsonObject, member } from '../json.ts';
import { ok, type Result } from '../result.ts';
import { csvRecords, DELIMITERS } from './csv.ts';
import type { ReaderConfig } from './reader-config.ts';
import { readerFailed } from './reader-error.ts';

/** The objects that a manifest names, and how each is read. */
export interface Manifest {
  readonly objects: readonly ObjectName[];
  readonly config: ReaderConfig;
}
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** Reads a manifest: of an S3 inventory, or of an Athena UNLOAD where ManifestType says so. AWS: "ItemReader (Map)". */
export function readManifest(text: string, config: ReaderConfig): Result<Manifest> {
  return config.manifestType === 'ATHENA_DATA' ? athena(text, config) : inventory(text, config);
}

/** A CSV file of one column: the URIs of the data objects. */
function athena(text: string, config: ReaderConfig): Result<Manifest> {
  const objects: ObjectName[] = [];
  for (const [uri = ''] of csvRecords(text, DELIMITERS.COMMA)) {
    if (uri === '') continue;
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(uri) ?? [];
    if (bucket === undefined || key === undefined) return readerFailed(`The manifest holds '${uri}', not an S3 URI.`);
    objects.push({ bucket, key });
  }
  return ok({ objects, config });
}

function inventory(text: string, config: ReaderConfig): Result<Manifest> {
  const manifest = parse(text);
  const format = manifest && member(manifest, 'fileFormat');
  const schema = manifest && member(manifest, 'fileSchema');
  const bucket = /^(?:arn:[^:]+:s3:::)?(.+)$/.exec(textOf(manifest && member(manifest, 'destinationBucket')))?.[1];
  const files = manifest && member(manifest, 'files');
  if (bucket === undefined || typeof schema !== 'string' || !Array.isArray(files))
    return readerFailed('The object is not a manifest of an S3 inventory.');
  if (format !== 'CSV') return readerFailed(`An S3 inventory must be in CSV, but its format is ${textOf(format)}.`);
  const objects = (files as Json[]).map((file) => ({ bucket, key: isObject(file) ? textOf(member(file, 'key')) : '' }));
  const headers = schema.split(',').map((header) => header.trim());
  return ok({ objects, config: { ...config, inputType: 'CSV', csvHeaderLocation: 'GIVEN', csvHeaders: headers } });
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
