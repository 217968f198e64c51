import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { openEffects } from '../../../src/engine/open-effects.ts';
import {
  accepted,
  failure,
  fired,
  follow,
  given,
  later,
  output,
  type Scene,
  skip,
  started,
  types,
  verb,
} from './support/given.ts';
import { machine, parallel, pass, task } from './support/machines.ts';

const JOB = ['LambdaFunctionStarted', 'LambdaFunctionSucceeded'];

async function paused(definition: JsonObject): Promise<Scene> {
  return follow(await started(definition), verb('PauseFlow'));
}

describe('a paused flow', () => {
  it('takes results, runs on without tasks, and holds the next task until it is resumed', async () => {
    const scene = await given(started(machine({ A: task(), P: pass(), B: task() })))
      .when(verb('PauseFlow'))
      .then(['ExecutionPaused']);
    expect(scene.flow.status).toBe('PAUSED');
    const held = await given(scene)
      .when(output(1))
      .then([...JOB, 'TaskStateExited A', 'PassStateEntered P', 'PassStateExited P']);
    expect(Object.values(held.flow.visits)).toMatchObject([{ state: 'B', phase: { type: 'held' }, enteredEvent: 0 }]);
    const going = await given(held)
      .when(verb('ResumeFlow'))
      .then(['ExecutionResumed', 'TaskStateEntered B', 'LambdaFunctionScheduled'], ['DispatchJob job:3.1']);
    expect(going.flow).toMatchObject({ status: 'RUNNING' });
    expect(going.flow.pausedBy).toBeUndefined();
  });

  it.each<[string, JsonObject, Parameters<typeof fired>, string[]]>([
    [
      'a Wait',
      machine({ A: { Type: 'Wait', Seconds: 5 } }),
      ['wait', 1, 0],
      ['WaitStateExited A', 'ExecutionSucceeded'],
    ],
    [
      'a time-out',
      machine({ A: task({ TimeoutSeconds: 5 }) }),
      ['timeout', 1, 1],
      ['LambdaFunctionStarted', 'LambdaFunctionTimedOut', 'ExecutionFailed'],
    ],
    [
      'a heartbeat',
      machine({
        A: task({ HeartbeatSeconds: 5, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'B' }] }),
        B: pass(),
      }),
      ['heartbeat', 1, 1],
      [
        'LambdaFunctionStarted',
        'LambdaFunctionTimedOut',
        'TaskStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ],
    ],
    [
      'a Join',
      machine({
        Fork: parallel([machine({ W: { Type: 'Wait', Seconds: 99 } })], { Completion: 'Detached' }),
        Join: { Type: 'Join', Of: 'Fork', TimeoutSeconds: 5 },
      }),
      ['join-timeout', 3, 0],
      ['WaitStateAborted', 'ExecutionFailed'],
    ],
  ])('holds the expiry of %s', async (_, definition, timer, events) => {
    const held = await given(later(await paused(definition), 5))
      .when(fired(...timer))
      .then([]);
    await given(held)
      .when(fired(...timer))
      .changesNothing();
    expect(openEffects(held.flow).map(({ id }) => id)).not.toContain(`${timer[0]}:${timer[1]}.${timer[2]}`);
    expect(held.flow.endedAt).toBeUndefined();
    const resumed = await follow(held, verb('ResumeFlow'));
    expect(types(resumed).slice(held.history.length)).toEqual([
      'ExecutionResumed',
      ...events.map((event) => event.split(' ')[0]),
    ]);
  });

  it('holds the end of a back-off', async () => {
    const definition = machine({ A: task({ Retry: [{ ErrorEquals: ['Broken'], IntervalSeconds: 5 }] }) });
    const backoff = await follow(await paused(definition), failure(1));
    const held = await given(later(backoff, 5))
      .when(fired('backoff', 1, 1))
      .then([]);
    await given(held)
      .when(verb('ResumeFlow'))
      .then(['ExecutionResumed', 'LambdaFunctionScheduled'], ['DispatchJob job:1.2']);
  });

  it('a result that comes before the flow is resumed wins over a held time-out', async () => {
    const held = await follow(
      later(await paused(machine({ A: task({ TimeoutSeconds: 5 }) })), 5),
      fired('timeout', 1, 1),
    );
    await given(held)
      .when(output(1))
      .then([...JOB, 'TaskStateExited A', 'ExecutionSucceeded'], ['CancelTimer timeout:1.1']);
  });

  it('takes each verb once, for its own run, and remembers those that found nothing to do', async () => {
    const scene = await started(machine({ A: task() }));
    const pause = verb('PauseFlow');
    await given(scene)
      .when(verb('PauseFlow', { run: 2 }))
      .changesNothing();
    const once = await follow(scene, pause);
    await given(once).when(pause).changesNothing();
    const resumed = await follow(once, verb('ResumeFlow'));
    await given(resumed).when(pause).changesNothing();
    const idle = verb('ResumeFlow');
    const remembered = await given(resumed).when(idle).then([]);
    expect(remembered.flow.operations).toContain(idle.operationId);
    await given(remembered).when(idle).changesNothing();
  });

  it('stays paused by whoever was first', async () => {
    const once = await paused(machine({ A: task() }));
    const twice = await given(once).when(verb('PauseFlow')).then([]);
    expect(twice.flow.pausedBy).toBe(once.flow.pausedBy);
  });

  it('may be paused before it has begun', async () => {
    const begun = await given(accepted(machine({ A: task() })))
      .when(verb('PauseFlow'))
      .then(['ExecutionStarted', 'ExecutionPaused']);
    expect(begun.flow.status).toBe('PAUSED');
    await given(begun).when({ type: 'StartFlow' }).changesNothing();
  });

  it('holds every branch, in the order of entries', async () => {
    const branch = (name: string) => machine({ [`${name}1`]: task(), [`${name}2`]: task() });
    const scene = await paused(machine({ P: parallel([branch('A'), branch('B')]) }));
    const held = await follow(scene, output(3), output(2));
    await given(held)
      .when(verb('ResumeFlow'))
      .then(
        [
          'ExecutionResumed',
          'TaskStateEntered B2',
          'LambdaFunctionScheduled',
          'TaskStateEntered A2',
          'LambdaFunctionScheduled',
        ],
        ['DispatchJob job:4.1', 'DispatchJob job:5.1'],
      );
  });

  it('can be stopped', async () => {
    const ended = await given(paused(machine({ A: task() })))
      .when(verb('StopFlow'))
      .then(['ExecutionAborted'], ['CancelJob cancel:1.1']);
    expect(ended.flow.status).toBe('ABORTED');
    await given(ended).when(verb('ResumeFlow')).changesNothing();
    await given(ended).when(verb('PauseFlow')).changesNothing();
  });

  it('shows a held task as entered before it is skipped', async () => {
    const held = await follow(await paused(machine({ A: task(), B: task() })), output(1));
    const ended = await given(held)
      .when(skip('B', 'instead'))
      .then(['TaskStateEntered B', 'TaskStateExited B', 'ExecutionSucceeded']);
    expect(ended.flow.output).toBe('instead');
  });
});
