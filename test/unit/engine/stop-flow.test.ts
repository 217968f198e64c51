import { describe, expect, it } from 'vitest';
import { accepted, detailsOf, follow, given, output, started, verb } from './support/given.ts';
import { machine, parallel, task } from './support/machines.ts';

describe('StopFlow', () => {
  const definition = machine({ P: parallel([machine({ A: task() }), machine({ W: { Type: 'Wait', Seconds: 5 } })]) });

  it('ends whatever the flow does, with the given error and cause', async () => {
    const ended = await given(started(definition))
      .when(verb('StopFlow', { error: 'E', cause: 'C' }))
      .then(['ExecutionAborted'], ['CancelJob cancel:2.1', 'CancelTimer wait:3.0']);
    expect(ended.flow).toMatchObject({ status: 'ABORTED', visits: {}, error: { error: 'E', cause: 'C' } });
    expect(detailsOf(ended, 'ExecutionAborted')).toEqual({ error: 'E', cause: 'C' });
    await given(ended).when(output(2)).changesNothing();
    await given(ended).when(verb('StopFlow')).changesNothing();
  });

  it.each([{}, { error: 'E' }, { cause: 'C' }, { error: 'E', cause: 'C' }])(
    'tells no more than it was told: %j',
    async (told) => {
      const ended = await follow(await started(definition), verb('StopFlow', told));
      expect(detailsOf(ended, 'ExecutionAborted')).toStrictEqual(told);
      expect(ended.flow.error).toStrictEqual('error' in told ? told : undefined);
    },
  );

  it('keeps what was open for a retry', async () => {
    const ended = await follow(await started(definition), output(2, 'a'), verb('StopFlow'));
    const again = await given(ended)
      .when(verb('RetryFlow'))
      .then(['ExecutionRedriven', 'WaitStateEntered W'], ['SetTimer wait:4.0 @5']);
    expect(again.flow).toMatchObject({ status: 'RUNNING', run: 2 });
    expect(again.flow.error).toBeUndefined();
  });

  it('stops a flow that has not begun; its start then does nothing', async () => {
    const ended = await given(accepted(definition))
      .when(verb('StopFlow'))
      .then(['ExecutionStarted', 'ExecutionAborted']);
    await given(ended).when({ type: 'StartFlow' }).changesNothing();
    const again = await follow(ended, verb('RetryFlow'));
    expect(again.effects.map(({ id }) => id)).toEqual(['job:3.1', 'wait:4.0']);
    await given(again).when({ type: 'StartFlow' }).changesNothing();
  });

  it('is for the run that the operator saw', async () => {
    await given(started(definition))
      .when(verb('StopFlow', { run: 2 }))
      .changesNothing();
    const again = await follow(await started(definition), verb('StopFlow'), verb('RetryFlow'));
    await given(again).when(verb('StopFlow')).changesNothing();
    expect((await follow(again, verb('StopFlow', { run: 2 }))).flow.status).toBe('ABORTED');
  });
});
