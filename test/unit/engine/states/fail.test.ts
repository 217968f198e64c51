import { describe, expect, it } from 'vitest';
import { accepted, detailsOf, given, started } from '../support/given.ts';
import { machine, parallel, pass } from '../support/machines.ts';

const fail = (fields: object, extra = {}) => machine({ A: { Type: 'Fail', ...fields } }, extra);

describe('Fail', () => {
  it('ends the flow with its error and cause', async () => {
    const ended = await given(accepted(fail({ Error: 'E', Cause: 'C' })))
      .when({ type: 'StartFlow' })
      .then(['ExecutionStarted', 'FailStateEntered A', 'ExecutionFailed']);
    expect(ended.flow).toMatchObject({ status: 'FAILED', error: { error: 'E', cause: 'C' } });
    expect(detailsOf(ended, 'ExecutionFailed')).toEqual({ error: 'E', cause: 'C' });
  });

  it.each([
    ['paths', fail({ ErrorPath: '$.e', CausePath: '$.c' })],
    ['an intrinsic function', fail({ ErrorPath: "States.Format('{}', $.e)", CausePath: '$.c' })],
    ['JSONata', fail({ Error: '{% $states.input.e %}', Cause: '{% $states.input.c %}' }, { QueryLanguage: 'JSONata' })],
  ])('takes both from %s', async (_, definition) => {
    expect((await started(definition, { e: 'E', c: 'C' })).flow.error).toEqual({ error: 'E', cause: 'C' });
  });

  it('needs strings', async () => {
    expect((await started(fail({ ErrorPath: '$.e' }), { e: 1 })).flow.error?.error).toBe('States.Runtime');
    expect((await started(fail({ CausePath: '$.no' }), {})).flow.error?.error).toBe('States.Runtime');
  });

  it('is caught outside of its scope', async () => {
    const definition = machine({
      P: parallel([fail({ Error: 'E' })], { Catch: [{ ErrorEquals: ['E'], Next: 'B' }] }),
      B: pass(),
    });
    expect((await started(definition)).flow).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'E' } });
  });
});
