import { encodeUtf8 } from '../intrinsics/utf8.ts';
import type { Json, JsonObject } from '../json.ts';

export type ResultStatus = 'SUCCEEDED' | 'FAILED' | 'PENDING';
export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';
export type OutputType = 'JSON' | 'JSONL';

/** What ResultWriter says of the form of a Map's results. AWS: "ResultWriter (Map)". */
export interface WriterConfig {
  readonly transformation: Transformation;
  readonly outputType: OutputType;
}

/** How one child execution of a distributed Map ended, or that it was not started; executions as DescribeExecution shows them. */
export type ChildResult =
  | { readonly status: 'SUCCEEDED'; readonly output: Json; readonly execution?: JsonObject }
  | { readonly status: 'FAILED' | 'ABORTED' | 'PENDING'; readonly execution: JsonObject };

/** The results as the Map hands them on, or writes them: failed ones are shown with their execution, whatever the transformation. */
export function transformed(results: readonly ChildResult[], transformation: Transformation): Json[] {
  return results.flatMap((result): Json[] => {
    if (result.status !== 'SUCCEEDED') return [result.execution];
    const { output, execution } = result;
    if (transformation === 'NONE') return [execution ?? output];
    // One level: an output that is a list gives its elements.
    return transformation === 'FLATTEN' && Array.isArray(output) ? (output as Json[]) : [output];
  });
}

/** A list as the text of a JSON document, or as JSON Lines. */
export function textOf(values: readonly Json[], type: OutputType): string {
  return type === 'JSON' ? JSON.stringify(values) : values.map((value) => JSON.stringify(value)).join('\n');
}

/** An object to be stored. */
export interface ResultFile {
  readonly key: string;
  readonly body: string;
}

export interface ResultExport {
  readonly mapRunArn: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly config: WriterConfig;
  readonly results: readonly ChildResult[];
}

/** Where the manifest of a map run's results is stored. */
export function manifestKey(mapRunArn: string, prefix: string | undefined): string {
  return `${folderOf(mapRunArn, prefix)}manifest.json`;
}

/**
 * The objects that ResultWriter stores, the manifest last: one per status that occurs, timed out and aborted executions with the
 * failed ones. AWS splits them at 5 GB; results that a flow can hold are smaller.
 */
export function resultFiles({ mapRunArn, bucket, prefix, config, results }: ResultExport): ResultFile[] {
  const folder = folderOf(mapRunArn, prefix);
  const listed: Record<string, Json[]> = {};
  const files: ResultFile[] = [];
  for (const status of ['FAILED', 'PENDING', 'SUCCEEDED'] as const) {
    listed[status] = [];
    const own = results.filter((result) => fileOf(result) === status);
    if (own.length === 0) continue;
    const key = `${folder}${status}_0.${config.outputType.toLowerCase()}`;
    const body = textOf(transformed(own, config.transformation), config.outputType);
    listed[status] = [{ Key: key, Size: encodeUtf8(body).length }];
    files.push({ key, body });
  }
  const manifest = { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: listed };
  return [...files, { key: manifestKey(mapRunArn, prefix), body: JSON.stringify(manifest) }];
}

function fileOf({ status }: ChildResult): ResultStatus {
  return status === 'SUCCEEDED' || status === 'PENDING' ? status : 'FAILED';
}

/** The prefix and the id of the map run, which stands at the end of its ARN. */
function folderOf(mapRunArn: string, prefix = ''): string {
  const id = mapRunArn.slice(mapRunArn.lastIndexOf(':') + 1);
  return prefix === '' || prefix.endsWith('/') ? `${prefix}${id}/` : `${prefix}/${id}/`;
}
