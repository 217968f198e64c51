import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/engine/decide.ts';
import { accepted, FACTS, follow, given, output, started, T0, types, under, verb } from './support/given.ts';
import { machine, map, pass, task } from './support/machines.ts';

const START = { type: 'StartFlow' } as const;
const LOOP = machine({ A: pass({ Next: 'B' }), B: pass({ Next: 'A' }) });
const limits = { eventsPerDecision: 10, eventsPerFlow: 100, payloadBytes: 1000 };

describe('decide', () => {
  it('decides at once where nothing is JSONata', () => {
    const scene = accepted(machine({ A: pass() }));
    expect(decide(scene.program, scene.flow, START, FACTS)).not.toBeInstanceOf(Promise);
  });

  it('starts a flow once', async () => {
    const scene = accepted(machine({ A: task() }), { a: 1 });
    const waiting = await given(scene)
      .when(START)
      .then(['ExecutionStarted', 'TaskStateEntered A', 'LambdaFunctionScheduled'], ['DispatchJob job:1.1']);
    expect(waiting.history[0]).toEqual({
      id: 1,
      previousEventId: 0,
      type: 'ExecutionStarted',
      time: T0,
      details: { input: { a: 1 }, roleArn: 'arn:aws:iam::123456789012:role/sample' },
    });
    await given(waiting).when(START).changesNothing();
    await given(await follow(waiting, output(1)))
      .when(START)
      .changesNothing();
  });

  it('yields when the budget of a decision is used up and goes on where it stopped', async () => {
    const first = await started(LOOP, {}, { limits });
    expect(first.effects).toEqual([{ type: 'ContinueLater', id: 'continue:1', sequence: 1 }]);
    expect(first.flow.eventCount).toBeLessThan(15);
    await given(first).when({ type: 'ContinueFlow', sequence: 2 }).changesNothing();
    const second = await follow(first, { type: 'ContinueFlow', sequence: 1 });
    expect(second.effects).toEqual([{ type: 'ContinueLater', id: 'continue:2', sequence: 2 }]);
    await given(second).when({ type: 'ContinueFlow', sequence: 1 }).changesNothing();
  });

  it('ends an endless loop at the limit of events with a named error', async () => {
    let scene = await started(LOOP, {}, { limits });
    for (let n = 1; scene.flow.endedAt === undefined; n++)
      scene = await follow(scene, { type: 'ContinueFlow', sequence: n });
    expect(scene.flow).toMatchObject({ status: 'FAILED', visits: {}, error: { error: 'States.Runtime' } });
    expect(scene.flow.eventCount).toBe(limits.eventsPerFlow);
    expect(scene.flow.error?.cause).toBe('The execution reached the maximum number of history events (100).');
    expect(scene.flow.continuation).toBeUndefined();
    const again = await follow(scene, verb('RetryFlow'));
    expect(again.flow).toMatchObject({ status: 'FAILED', error: { error: 'States.Runtime' } });
  });

  it('lets answers in between the parts of a long decision', async () => {
    const wide = machine({ M: map(machine({ T: task() }), {}) });
    let scene = await started(wide, [1, 2, 3, 4, 5, 6], { limits });
    const entry = Object.values(scene.flow.visits).find(({ phase }) => phase.type === 'job')?.entry ?? 0;
    const { continuation } = scene.flow;
    scene = await follow(scene, output(entry));
    expect(scene.flow.visits[entry]).toBeUndefined();
    while (scene.flow.continuation !== undefined)
      scene = await follow(scene, { type: 'ContinueFlow', sequence: scene.flow.continuation });
    expect(continuation).toBe(1);
    for (const visit of Object.values(scene.flow.visits))
      if (visit.phase.type === 'job') scene = await follow(scene, output(visit.entry));
    expect(scene.flow.status).toBe('SUCCEEDED');
  });

  it('ends the flow at its own time-out, also while it is paused', async () => {
    const timer = { type: 'FireTimer', kind: 'flow-timeout', entry: 0, attempt: 1 } as const;
    const waiting = await started(machine({ A: task() }, { TimeoutSeconds: 60 }));
    expect(waiting.effects[0]).toMatchObject({ type: 'SetTimer', id: 'flow-timeout:0.1', dueTime: T0 + 60_000 });
    await given(waiting).when(timer).changesNothing();
    for (const scene of [waiting, await follow(waiting, verb('PauseFlow'))]) {
      const ended = await given(under(scene, { now: T0 + 60_000 }))
        .when(timer)
        .then(['ExecutionTimedOut'], ['CancelJob cancel:1.1', 'CancelTimer flow-timeout:0.1']);
      expect(ended.flow).toMatchObject({ status: 'TIMED_OUT', error: { error: 'States.Timeout' }, visits: {} });
      expect(ended.flow.pausedBy).toBeUndefined();
      await given(ended).when(timer).changesNothing();
    }
  });

  it('gives each run a time-out of its own', async () => {
    const waiting = await started(machine({ A: task() }, { TimeoutSeconds: 60 }));
    const stopped = await follow(waiting, verb('StopFlow'));
    const again = await follow(under(stopped, { now: T0 + 100_000 }), verb('RetryFlow'));
    expect(again.effects.map(({ id }) => id)).toEqual(['flow-timeout:0.2', 'job:2.1']);
    await given(again).when({ type: 'FireTimer', kind: 'flow-timeout', entry: 0, attempt: 1 }).changesNothing();
  });

  it('shows a paused blueprint to a flow that is running, starting or retried', async () => {
    const two = machine({ A: task(), B: task() });
    const running = under(await started(two), { hold: 'stop' });
    const held = await follow(running, output(1));
    expect(types(held).slice(3)).toEqual([
      'ExecutionPaused',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
    ]);
    const starting = await started(two, {}, { hold: 'stop' });
    expect(types(starting)).toEqual(['ExecutionStarted', 'ExecutionPaused']);
    const stopped = await follow(await started(two), verb('StopFlow'));
    const retried = await follow(under(stopped, { hold: 'stop' }), verb('RetryFlow'));
    expect(types(retried).slice(-2)).toEqual(['ExecutionRedriven', 'ExecutionPaused']);
    expect(retried.effects).toEqual([]);
  });
});
