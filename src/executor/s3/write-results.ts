import { manifestKey, type ResultExport, resultFiles } from '../../asl/items/map-results.ts';
import type { Json } from '../../asl/json.ts';
import { failed, ok, type Result } from '../../asl/result.ts';
import type { Buckets } from '../../ports/buckets.ts';

/** Stores a map run's results, the manifest last, and says where. Stored again, they replace themselves. */
export async function writeResults(
  buckets: Buckets,
  results: ResultExport,
  signal: AbortSignal,
): Promise<Result<Json>> {
  const { bucket, prefix, mapRunArn } = results;
  for (const { key, body } of resultFiles(results)) {
    const stored = await buckets.put({ bucket, key }, body, signal);
    if (!stored.ok) return failed('States.ResultWriterFailed', stored.error.cause ?? stored.error.error);
  }
  return ok({ Bucket: bucket, Key: manifestKey(mapRunArn, prefix) });
}
