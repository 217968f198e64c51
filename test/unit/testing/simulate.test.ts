import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/asl/json.ts';
import { simulate } from '../../../src/testing/simulate.ts';

const task = (fields: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:F',
  End: true,
  ...fields,
});
const only = (state: object): Json => ({ StartAt: 'A', States: { A: state } }) as unknown as Json;

describe('simulate', () => {
  it('gives jobs without a mock their input back', async () => {
    const run = await simulate(only(task()), { input: { a: 1 } });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { a: 1 } });
    expect(run.events.at(-1)?.type).toBe('ExecutionSucceeded');
    expect(run.path).toMatchObject([{ state: 'A', type: 'Task', status: 'SUCCEEDED' }]);
  });

  it('lets waits and back-offs take virtual time only', async () => {
    const definition = only(task({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 3_600, MaxAttempts: 2 }] }));
    const mocks = { A: [{ error: 'E' }, { error: 'E' }, { output: 'third' }] };
    const begun = performance.now();
    const run = await simulate(definition, { mocks });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'third', seconds: 3_600 + 7_200 });
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it('times out a job that never answers, or answers too late', async () => {
    const definition = only(task({ TimeoutSeconds: 10 }));
    expect(await simulate(definition, { mocks: { A: { hangs: true } } })).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
      seconds: 10,
    });
    const late = { output: 1, afterSeconds: 11 };
    expect(await simulate(definition, { mocks: { A: late } })).toMatchObject({ error: 'States.Timeout' });
    const intime = { output: 1, afterSeconds: 9 };
    expect(await simulate(definition, { mocks: { A: intime } })).toMatchObject({ output: 1, seconds: 9 });
  });

  it('shows a flow that waits for ever as it is', async () => {
    const run = await simulate(only(task()), { mocks: { A: { hangs: true } } });
    expect(run.status).toBe('RUNNING');
    expect(run.path).toMatchObject([{ state: 'A', status: 'RUNNING' }]);
  });

  it('tells a mock function the iteration and the attempt', async () => {
    const Iterator = { StartAt: 'B', States: { B: task({ Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 1 }] }) } };
    const seen: string[] = [];
    const run = await simulate(only({ Type: 'Map', Iterator, End: true }), {
      input: ['x', 'y'],
      mocks: ({ state, iteration, attempt, job }) => {
        seen.push(`${state}${iteration}#${attempt}`);
        return attempt === 1 && job.input === 'y' ? { error: 'E' } : { output: job.input };
      },
    });
    expect(run.output).toEqual(['x', 'y']);
    expect(seen).toEqual(['B0#1', 'B1#1', 'B1#2']);
  });

  it('gives the same events every time', async () => {
    const definition = only({ Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true });
    expect(await simulate(definition)).toEqual(await simulate(definition));
  });

  it('refuses what is no blueprint, and an input that breaks its schema', async () => {
    await expect(simulate('nonsense')).rejects.toMatchObject({ code: 'SFC_INVALID_BLUEPRINT' });
    await expect(simulate(only({ Type: 'Task', End: true }))).rejects.toMatchObject({ code: 'SFC_INVALID_BLUEPRINT' });
    const definition = { ...(only({ Type: 'Succeed' }) as object), InputSchema: { type: 'string' } };
    await expect(simulate(definition, { input: 1 })).rejects.toMatchObject({ code: 'SFC_INPUT_SCHEMA_VIOLATION' });
  });

  it('ends an endless loop by the limit of events', async () => {
    const loop = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'C' }], Default: 'A' },
        C: { Type: 'Succeed' },
      },
    };
    const run = await simulate(loop as unknown as Json, { limits: { eventsPerFlow: 1_000 } });
    expect(run.status).toBe('FAILED');
    expect(run.events.length).toBeLessThan(1_100);
  });

  it('is cut where it may not go on, and says so', async () => {
    const again = { Type: 'Choice', Choices: [{ Variable: '$.over', IsPresent: true, Next: 'C' }], Default: 'A' };
    const states = { A: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: again, C: { Type: 'Succeed' } };
    const definition = { StartAt: 'A', States: states };
    const seen: number[] = [];
    const run = await simulate(definition, { goOn: (events) => seen.push(events.length) < 3 });
    expect(run).toMatchObject({ status: 'RUNNING', isCut: true, seconds: 2 });
    expect(seen).toEqual([2, 4, 4]);
    expect(await simulate(definition, { maxDecisions: 2 })).toMatchObject({ isCut: true });
    expect(await simulate(only(task()))).toMatchObject({ isCut: false });
  });

  it('takes the items of a Map that reads them from its mock, and asks for one', async () => {
    const reader = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' } };
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    };
    const parameters = { Parameters: { Bucket: 'b', Key: 'k' } };
    const map = { Type: 'Map', ItemReader: { ...reader, ...parameters }, ItemProcessor: processor, End: true };
    const definition = { StartAt: 'M', States: { M: map } };
    expect(await simulate(definition, { mocks: { M: { output: [1, 2] } } })).toMatchObject({ output: [1, 2] });
    expect(await simulate(definition)).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringContaining('mock'),
    });
  });
});
