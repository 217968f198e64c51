import { describe, expect, it } from 'vitest';
import type { Flow } from '../../../src/engine/flow.ts';
import { failure, follow, given, output, type Scene, started, verb } from './support/given.ts';
import { machine, map, parallel, pass, task } from './support/machines.ts';

function open(flow: Flow): string[] {
  return Object.values(flow.visits)
    .filter(({ phase }) => phase.type === 'job')
    .map(({ state, index }) => `${state}${index}`);
}

function jobOf(scene: Scene, state: string): number {
  return Object.values(scene.flow.visits).find((visit) => visit.state === state)?.entry ?? 0;
}

describe('RetryFlow', () => {
  const TWO = machine({ A: task(), B: task({ ResultPath: '$.b' }) });

  it('continues from the failed state with its input, under new entry numbers', async () => {
    const failed = await follow(await started(TWO, { i: 1 }), output(1, { a: 1 }), failure(2));
    expect(failed.flow).toMatchObject({ status: 'FAILED', error: { error: 'Broken' } });
    const again = await given(failed)
      .when(verb('RetryFlow'))
      .then(['ExecutionRedriven', 'TaskStateEntered B', 'LambdaFunctionScheduled'], ['DispatchJob job:3.1']);
    expect(again.flow).toMatchObject({ status: 'RUNNING', run: 2 });
    for (const gone of ['endedAt', 'error', 'unfinished']) expect(again.flow).not.toHaveProperty(gone);
    await given(again).when(output(2)).changesNothing();
    expect((await follow(again, output(3, 'b'))).flow.output).toEqual({ a: 1, b: 'b' });
  });

  it('takes another input for the failed state', async () => {
    const failed = await follow(await started(TWO, {}), output(1, { a: 1 }), failure(2));
    const again = await follow(failed, verb('RetryFlow', { input: { other: true } }));
    expect(again.effects[0]).toMatchObject({ job: { input: { other: true } } });
  });

  it('begins at the start, or at a named state', async () => {
    const failed = await follow(await started(TWO, { i: 1 }), output(1, { a: 1 }), failure(2));
    const start = await follow(failed, verb('RetryFlow', { from: 'Start' }));
    expect(start.effects[0]).toMatchObject({ state: 'A', job: { input: { i: 1 } } });
    const named = await follow(failed, verb('RetryFlow', { from: 'A', input: { i: 2 } }));
    expect(named.effects[0]).toMatchObject({ state: 'A', job: { input: { i: 2 } } });
    const same = await follow(failed, verb('RetryFlow', { from: 'B' }));
    expect(same.effects[0]).toMatchObject({ state: 'B', job: { input: { a: 1 } } });
    await given(failed)
      .when(verb('RetryFlow', { from: 'Nowhere' }))
      .changesNothing();
  });

  it('keeps variables where it goes on, and none from the start', async () => {
    const definition = machine({ A: pass({ Assign: { v: 1 } }), B: task(), C: pass({ Parameters: { 'v.$': '$v' } }) });
    const failed = await follow(await started(definition), failure(2));
    for (const from of ['Failure', 'B']) {
      const again = await follow(failed, verb('RetryFlow', { from }));
      expect((await follow(again, output(3))).flow.output).toEqual({ v: 1 });
    }
    expect((await follow(failed, verb('RetryFlow', { from: 'C' }))).flow.output).toEqual({ v: 1 });
  });

  it('runs again only what failed or was cancelled, however deep', async () => {
    const inner = parallel([machine({ X: task() }), machine({ Y: task() })]);
    const definition = machine({ M: map(machine({ P: inner, Z: task() })) });
    let scene = await started(definition, [1, 2]);
    expect(open(scene.flow)).toEqual(['X0', 'Y1', 'X0', 'Y1']);
    scene = await follow(scene, output(4, 'x'), output(5, 'y'));
    expect(open(scene.flow)).toEqual(['X0', 'Y1', 'Z0']);
    scene = await follow(scene, output(6, 'x2'), failure(7));
    expect(scene.flow.status).toBe('FAILED');
    scene = await follow(scene, verb('RetryFlow'));
    expect(open(scene.flow)).toEqual(['Y1', 'Z0']);
    scene = await follow(scene, output(jobOf(scene, 'Y'), 'y2'), output(jobOf(scene, 'Z'), 'z'));
    scene = await follow(scene, output(jobOf(scene, 'Z'), 'z2'));
    expect(scene.flow).toMatchObject({ status: 'SUCCEEDED', output: ['z', 'z2'] });
  });

  it('runs a branch that failed at once again, once', async () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.ok', IsPresent: true, Next: 'Fine' }], Default: 'Bad' };
    const branch = machine({ If: choice, Bad: { Type: 'Fail', Error: 'E' }, Fine: pass() });
    const failed = await started(machine({ P: parallel([branch, machine({ T: task() })]) }));
    expect(failed.flow.status).toBe('FAILED');
    const again = await follow(failed, verb('RetryFlow'));
    expect(again.history.slice(failed.history.length).map(({ type }) => type)).toEqual([
      'ExecutionRedriven',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'FailStateEntered',
      'TaskStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    const start = await follow(failed, verb('RetryFlow', { from: 'Start', input: { ok: 1 } }));
    expect(open(start.flow)).toEqual(['T1']);
  });

  it('does not remember failures that were handled', async () => {
    const tolerant = map(machine({ T: task() }), {
      ToleratedFailureCount: 1,
      Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'Last' }],
    });
    const caught = await follow(await started(machine({ M: tolerant, Last: task() }), [1, 2]), failure(2), failure(3));
    const failed = await follow(caught, failure(jobOf(caught, 'Last')));
    const again = await follow(failed, verb('RetryFlow'));
    expect(open(again.flow)).toEqual(['Last0']);
  });

  it('continues where the flow failed in the end, also where that was in the decision that handled another failure', async () => {
    const tolerant = map(machine({ T: task() }), {
      ToleratedFailureCount: 1,
      Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'Bad' }],
    });
    const definition = machine({ M: tolerant, Bad: { Type: 'Fail', Error: 'E' } });
    const failed = await follow(await started(definition, [1, 2]), failure(2), failure(3));
    expect(failed.flow.error?.error).toBe('E');
    expect(Object.values(failed.flow.unfinished ?? {}).map(({ state }) => state)).toEqual(['Bad']);
  });

  it('begins the retriers of the state anew', async () => {
    const definition = machine({ A: task({ Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }] }) });
    const waiting = await started(definition);
    const failed = await follow(waiting, failure(1, 'Other'));
    const again = await follow(failed, verb('RetryFlow'));
    expect((await follow(again, failure(2))).effects.map(({ id }) => id)).toEqual(['backoff:2.1']);
  });

  it('does nothing for a flow that succeeded, runs, or has been retried by the same operation', async () => {
    const waiting = await started(machine({ A: task() }));
    const early = verb('RetryFlow');
    const remembered = await given(waiting).when(early).then([]);
    await given(await follow(waiting, output(1)))
      .when(verb('RetryFlow'))
      .changesNothing();
    const failed = await follow(remembered, failure(1));
    await given(failed).when(early).changesNothing();
    const retry = verb('RetryFlow');
    const again = await follow(failed, retry);
    await given(again).when(retry).changesNothing();
    await given(await follow(again, failure(2)))
      .when(retry)
      .changesNothing();
  });
});
