import { createS3Processor } from '../../src/executor/processors/s3.ts';
import type { VirtualAnswer, VirtualJob } from '../../src/testing/run-virtual.ts';
import { createMemoryBuckets, type GivenObject } from '../support/memory-buckets.ts';

/** Performs the jobs that read a distributed Map's items and write its results, on a case's objects; undefined for other jobs. */
export function recordedBuckets(objects: readonly GivenObject[] | undefined) {
  const processor = createS3Processor({ buckets: createMemoryBuckets(objects).buckets });
  return async ({ state, job }: VirtualJob): Promise<VirtualAnswer | undefined> => {
    if (!processor.serves(job.processor)) return undefined;
    const call = { flowId: '' as never, blueprint: '', state, token: '', job, signal: new AbortController().signal };
    const answer = await processor.perform(call);
    return answer.type === 'Result' ? { result: answer.result } : {};
  };
}
