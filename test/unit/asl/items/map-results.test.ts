import { describe, expect, it } from 'vitest';
import { type ChildResult, resultFiles, textOf, transformed } from '../../../../src/asl/items/map-results.ts';

const EXECUTION = { Name: 'one' };
const RESULTS: ChildResult[] = [
  { status: 'SUCCEEDED', output: [1, [2]], execution: EXECUTION },
  { status: 'FAILED', execution: { Status: 'FAILED' } },
  { status: 'SUCCEEDED', output: 'ä' },
  { status: 'ABORTED', execution: { Status: 'ABORTED' } },
  { status: 'PENDING', execution: { Status: 'PENDING' } },
];
const BROKEN = [{ Status: 'FAILED' }, { Status: 'ABORTED' }, { Status: 'PENDING' }];

describe('the results of a map run', () => {
  it('are executions, outputs, or the elements of outputs; what did not succeed is always an execution', () => {
    const [failed, ...rest] = BROKEN;
    expect(transformed(RESULTS, 'NONE')).toEqual([EXECUTION, failed, 'ä', ...rest]);
    expect(transformed(RESULTS, 'COMPACT')).toEqual([[1, [2]], failed, 'ä', ...rest]);
    expect(transformed(RESULTS, 'FLATTEN')).toEqual([1, [2], failed, 'ä', ...rest]);
  });

  it('are JSON or JSON Lines', () => {
    expect(textOf([1, { a: 2 }], 'JSON')).toBe('[1,{"a":2}]');
    expect(textOf([1, { a: 2 }], 'JSONL')).toBe('1\n{"a":2}');
  });
});

describe('the files of a map run', () => {
  const arn = 'arn:aws:states:us-east-1:1:mapRun:b/M:run-id';
  const files = (prefix?: string, results = RESULTS) =>
    resultFiles({
      mapRunArn: arn,
      bucket: 'results',
      ...(prefix !== undefined && { prefix }),
      config: { transformation: 'COMPACT', outputType: 'JSON' },
      results,
    });

  it('are one per status, and a manifest that names them with their sizes in bytes', () => {
    const [failed, pending, succeeded, manifest] = files('jobs');
    expect(failed).toEqual({ key: 'jobs/run-id/FAILED_0.json', body: JSON.stringify(BROKEN.slice(0, 2)) });
    expect(pending).toEqual({ key: 'jobs/run-id/PENDING_0.json', body: '[{"Status":"PENDING"}]' });
    expect(succeeded).toEqual({ key: 'jobs/run-id/SUCCEEDED_0.json', body: '[[1,[2]],"ä"]' });
    expect(manifest?.key).toBe('jobs/run-id/manifest.json');
    expect(JSON.parse(manifest?.body ?? '')).toEqual({
      DestinationBucket: 'results',
      MapRunArn: arn,
      ResultFiles: {
        FAILED: [{ Key: 'jobs/run-id/FAILED_0.json', Size: 42 }],
        PENDING: [{ Key: 'jobs/run-id/PENDING_0.json', Size: 22 }],
        SUCCEEDED: [{ Key: 'jobs/run-id/SUCCEEDED_0.json', Size: 14 }],
      },
    });
  });

  it('stand in the folder of the prefix, or of the bucket', () => {
    expect(files('jobs/', []).map(({ key }) => key)).toEqual(['jobs/run-id/manifest.json']);
    expect(files(undefined, []).map(({ key }) => key)).toEqual(['run-id/manifest.json']);
  });
});
