import { describe, expect, it } from 'vitest';
import { accepted, failure, fired, given, later, output, started } from '../support/given.ts';
import { machine, parallel, pass, task } from '../support/machines.ts';

const START = { type: 'StartFlow' } as const;
const JOB = ['LambdaFunctionStarted', 'LambdaFunctionSucceeded'];
const ONE = machine({ A: task() });
const TWO = machine({ B: task() });

describe('Parallel', () => {
  it('starts every branch and gives their outputs in order', async () => {
    const waiting = await given(accepted(machine({ P: parallel([ONE, TWO], { ResultPath: '$.r' }) }), { i: 1 }))
      .when(START)
      .then(
        [
          'ExecutionStarted',
          'ParallelStateEntered P',
          'ParallelStateStarted',
          'TaskStateEntered A',
          'LambdaFunctionScheduled',
          'TaskStateEntered B',
          'LambdaFunctionScheduled',
        ],
        ['DispatchJob job:2.1', 'DispatchJob job:3.1'],
      );
    const half = await given(waiting)
      .when(output(3, 'b'))
      .then([...JOB, 'TaskStateExited B']);
    const ended = await given(half)
      .when(output(2, 'a'))
      .then([...JOB, 'TaskStateExited A', 'ParallelStateSucceeded', 'ParallelStateExited P', 'ExecutionSucceeded']);
    expect(ended.flow.output).toEqual({ i: 1, r: ['a', 'b'] });
  });

  it('fails at the first failed branch and cancels the others', async () => {
    const ended = await given(started(machine({ P: parallel([ONE, TWO]) })))
      .when(failure(3))
      .then(
        [
          'LambdaFunctionStarted',
          'LambdaFunctionFailed',
          'TaskStateAborted',
          'TaskStateAborted',
          'ParallelStateFailed',
          'ExecutionFailed',
        ],
        ['CancelJob cancel:2.1'],
      );
    const failedAt = ended.history.find(({ type }) => type === 'LambdaFunctionFailed')?.id;
    expect(ended.history.slice(-4, -1).map(({ previousEventId }) => previousEventId)).toEqual([
      failedAt,
      failedAt,
      failedAt,
    ]);
    expect(ended.flow).toMatchObject({ status: 'FAILED', visits: {}, error: { error: 'Broken' } });
    await given(ended).when(output(2)).changesNothing();
  });

  it('is tried again as a whole, with timers of an id of their own', async () => {
    const retry = { Retry: [{ ErrorEquals: ['Broken'], IntervalSeconds: 2, MaxAttempts: 2 }] };
    const first = await started(machine({ P: parallel([ONE, TWO], retry) }));
    const failed = await given(first)
      .when(failure(2))
      .then(
        ['LambdaFunctionStarted', 'LambdaFunctionFailed', 'TaskStateAborted', 'TaskStateAborted'],
        ['CancelJob cancel:3.1', 'SetTimer backoff:1.1 @2'],
      );
    const second = await given(later(failed, 2))
      .when(fired('backoff', 1, 1))
      .then(
        [
          'ParallelStateStarted',
          'TaskStateEntered A',
          'LambdaFunctionScheduled',
          'TaskStateEntered B',
          'LambdaFunctionScheduled',
        ],
        ['DispatchJob job:4.1', 'DispatchJob job:5.1'],
      );
    const again = await given(second)
      .when(failure(4))
      .then(
        ['LambdaFunctionStarted', 'LambdaFunctionFailed', 'TaskStateAborted', 'TaskStateAborted'],
        ['CancelJob cancel:5.1', 'SetTimer backoff:1.2 @6'],
      );
    await given(later(again, 4))
      .when(fired('backoff', 1, 1))
      .changesNothing();
  });

  it('leaves a failed branch to its catcher', async () => {
    const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C', ResultPath: '$.e' }] };
    const ended = await given(started(machine({ P: parallel([ONE, TWO], caught), C: pass() }), { i: 1 }))
      .when(failure(2))
      .then(
        [
          'LambdaFunctionStarted',
          'LambdaFunctionFailed',
          'TaskStateAborted',
          'TaskStateAborted',
          'ParallelStateFailed',
          'ParallelStateExited P',
          'PassStateEntered C',
          'PassStateExited C',
          'ExecutionSucceeded',
        ],
        ['CancelJob cancel:3.1'],
      );
    expect(ended.flow.output).toMatchObject({ i: 1, e: { Error: 'Broken' } });
    expect(ended.flow.unfinished).toBeUndefined();
  });

  it('shows all tasks that time out at the same moment, and fails with the first of them', async () => {
    const timed = (name: string) => machine({ [name]: task({ TimeoutSeconds: 5 }) });
    const waiting = await started(machine({ P: parallel([timed('A'), timed('B'), machine({ C: task() })]) }));
    const ended = await given(later(waiting, 5))
      .when(fired('timeout', 3, 1))
      .then(
        [
          'LambdaFunctionStarted',
          'LambdaFunctionTimedOut',
          'LambdaFunctionStarted',
          'LambdaFunctionTimedOut',
          'TaskStateAborted',
          'TaskStateAborted',
          'TaskStateAborted',
          'ParallelStateFailed',
          'ExecutionFailed',
        ],
        [
          'CancelJob cancel:3.1',
          'CancelTimer timeout:3.1',
          'CancelJob cancel:2.1',
          'CancelTimer timeout:2.1',
          'CancelJob cancel:4.1',
        ],
      );
    expect(ended.flow.error).toEqual({ error: 'States.Timeout' });
    await given(ended)
      .when(fired('timeout', 2, 1))
      .changesNothing();
  });

  it('gives every branch variables of its own over those around it', async () => {
    const branch = machine({
      V: pass({ Assign: { 'inner.$': '$outer' } }),
      W: pass({ Parameters: { 'i.$': '$inner', 'o.$': '$outer' } }),
    });
    const definition = machine({
      A: pass({ Assign: { outer: 1 } }),
      P: parallel([branch, machine({ X: pass() })]),
      Z: pass({ Parameters: { 'o.$': '$outer' } }),
    });
    const ended = await started(definition, {});
    expect(ended.history.find(({ type }) => type === 'ParallelStateExited')?.details).toEqual({
      output: [{ i: 1, o: 1 }, {}],
    });
    expect(ended.flow.output).toEqual({ o: 1 });
  });
});
