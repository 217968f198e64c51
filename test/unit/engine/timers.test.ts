import { describe, expect, it } from 'vitest';
import { accepted, fired, given, later, started, T0 } from './support/given.ts';
import { machine, parallel, task } from './support/machines.ts';

const START = { type: 'StartFlow' } as const;
const alive = { type: 'RecordHeartbeat', entry: 1, attempt: 1 } as const;

/** When timers are due, in seconds: the notation of `given` shows them behind the `@`. */
describe('timers', () => {
  it('a job has one for its time-out and one for its heartbeat', async () => {
    const waiting = await given(accepted(machine({ A: task({ TimeoutSeconds: 60, HeartbeatSeconds: 5 }) })))
      .when(START)
      .then(
        ['ExecutionStarted', 'TaskStateEntered A', 'LambdaFunctionScheduled'],
        ['SetTimer timeout:1.1 @60', 'SetTimer heartbeat:1.1 @5', 'DispatchJob job:1.1'],
      );
    expect(waiting.flow.visits[1]?.phase).toMatchObject({ timeoutAt: T0 + 60_000, heartbeatAt: T0 + 5_000 });
  });

  it('a heartbeat of a job that needs none sets nothing', async () => {
    const waiting = await started(machine({ A: task() }));
    await given(later(waiting, 1)).when(alive).then([]);
  });

  it('a heartbeat between two attempts is not heard', async () => {
    const retried = machine({ A: task({ HeartbeatSeconds: 5, Retry: [{ ErrorEquals: ['States.ALL'] }] }) });
    const waiting = later(await started(retried), 5);
    const resting = await given(waiting)
      .when(fired('heartbeat', 1, 1))
      .then(
        ['LambdaFunctionStarted', 'LambdaFunctionTimedOut'],
        ['CancelJob cancel:1.1', 'CancelTimer heartbeat:1.1', 'SetTimer backoff:1.1 @6'],
      );
    await given(resting).when(alive).changesNothing();
  });

  it('a Join has one for its time-out', async () => {
    const fork = parallel([machine({ B: task() })], { Completion: 'Detached' });
    const waiting = await started(machine({ Fork: fork, Collect: { Type: 'Join', Of: 'Fork', TimeoutSeconds: 2 } }));
    expect(waiting.effects).toContainEqual(
      expect.objectContaining({ type: 'SetTimer', kind: 'join-timeout', dueTime: T0 + 2_000 }),
    );
  });

  it('a Wait has one as far off as a state may wait, and no further', async () => {
    const far = await started(machine({ A: { Type: 'Wait', Seconds: 99_999_999 } }));
    expect(far.flow.visits[1]?.phase).toEqual({ type: 'wait', dueTime: T0 + 99_999_999_000 });
    const until = (time: number) => started(machine({ A: { Type: 'Wait', Timestamp: new Date(time).toISOString() } }));
    const farthest = T0 + (2 ** 31 - 1) * 1_000;
    expect((await until(farthest)).flow.visits[1]?.phase).toEqual({ type: 'wait', dueTime: farthest });
    expect((await until(farthest + 1_000)).flow.error?.cause).toContain('Wait state delay is too long.');
  });
});
