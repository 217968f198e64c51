import { describe, expect, it } from 'vitest';
import { failed } from '../../../../src/asl/result.ts';
import type { JobCall } from '../../../../src/engine/effects.ts';
import type { FlowId } from '../../../../src/engine/ids.ts';
import type { Call } from '../../../../src/executor/processor.ts';
import { createS3Processor } from '../../../../src/executor/processors/s3.ts';
import { createMemoryBuckets } from '../../../support/memory-buckets.ts';

const GET = 'arn:aws:states:::s3:getObject';
const PUT = 'arn:aws:states:::s3:putObject';
const RESULTS = {
  mapRunArn: 'arn:aws:states:us-east-1:1:mapRun:b/M:id',
  bucket: 'out',
  prefix: 'p',
  config: { transformation: 'COMPACT', outputType: 'JSONL' },
  results: [{ status: 'SUCCEEDED', output: { a: 1 } }],
} as const;

function call(job: Partial<JobCall> & { processor: string }): Call {
  return {
    flowId: 'f' as FlowId,
    blueprint: 'b',
    state: 'M',
    token: 't',
    signal: new AbortController().signal,
    job: { mode: 'Sync', delivery: 'AtLeastOnce', input: {}, ...job },
  };
}

describe('the S3 processor', () => {
  const memory = createMemoryBuckets([{ bucket: 'in', key: 'k', body: '[1]' }]);
  const processor = createS3Processor(memory);

  it('serves readers and writers of distributed Maps', () => {
    const served = [
      GET,
      PUT,
      'arn:aws-cn:states:::s3:listObjectsV2',
      'arn:aws:states:::s3:deleteObject',
      'arn:aws:states:::aws-sdk:s3:getObject',
    ];
    expect(served.map(processor.serves)).toEqual([true, true, true, false, false]);
  });

  it('reads items', async () => {
    const reader = { inputType: 'JSON' } as const;
    const read = await processor.perform(call({ processor: GET, input: { Bucket: 'in', Key: 'k' }, reader }));
    expect(read).toMatchObject({ type: 'Result', result: { output: { items: [1] } } });
    const none = await processor.perform(call({ processor: GET, input: {}, reader }));
    expect(none).toMatchObject({ result: { error: { error: 'States.ItemReaderFailed' } } });
  });

  it('writes results, the manifest last, and says where', async () => {
    const written = await processor.perform(call({ processor: PUT, results: RESULTS }));
    expect(written).toEqual({ type: 'Result', result: { output: { Bucket: 'out', Key: 'p/id/manifest.json' } } });
    const { 'out/p/id/SUCCEEDED_0.jsonl': results, 'out/p/id/manifest.json': manifest } = memory.texts();
    expect(results).toBe('{"a":1}');
    expect(JSON.parse(manifest ?? '')).toMatchObject({ ResultFiles: { SUCCEEDED: [{ Size: 7 }] } });
  });

  it('says why results cannot be written', async () => {
    const buckets = { ...memory.buckets, put: async () => failed('AccessDenied', 'Access Denied') };
    const answer = await createS3Processor({ buckets }).perform(call({ processor: PUT, results: RESULTS }));
    expect(answer).toMatchObject({ result: { error: { error: 'States.ResultWriterFailed', cause: 'Access Denied' } } });
  });

  it('does nothing else', async () => {
    expect(await processor.perform(call({ processor: GET }))).toMatchObject({
      result: { error: { error: 'SFC.UnsupportedProcessor' } },
    });
  });
});
