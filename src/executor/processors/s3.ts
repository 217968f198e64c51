import type { Json } from '../../asl/json.ts';
import type { Result } from '../../asl/result.ts';
import type { Buckets } from '../../ports/buckets.ts';
import { type Answer, type Call, failed, type Processor } from '../processor.ts';
import { readItems } from '../s3/read-items.ts';
import { writeResults } from '../s3/write-results.ts';

const S3 = /^arn:[\w-]+:states:[\w-]*:\d*:s3:(getObject|listObjectsV2|putObject)$/;

/** What distributed Maps read their items from and write their results to. */
export function createS3Processor({ buckets }: { buckets: Buckets }): Processor {
  return {
    serves: (resource) => S3.test(resource),
    perform: async ({ job, signal }) => answerOf(job.processor, await performed(buckets, job, signal)),
  };
}

async function performed(
  buckets: Buckets,
  { processor, input, reader, results }: Call['job'],
  signal: AbortSignal,
): Promise<Result<Json> | undefined> {
  if (results !== undefined) return writeResults(buckets, results, signal);
  if (reader === undefined) return undefined;
  const read = await readItems({ buckets, resource: processor, input, config: reader, signal });
  return read.ok ? { ok: true, value: read.value as unknown as Json } : read;
}

function answerOf(resource: string, result: Result<Json> | undefined): Answer {
  if (result === undefined)
    return failed('SFC.UnsupportedProcessor', `${resource} serves ItemReader and ResultWriter.`);
  return { type: 'Result', result: result.ok ? { output: result.value } : { error: result.error } };
}
