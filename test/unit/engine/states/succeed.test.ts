import { describe, expect, it } from 'vitest';
import { accepted, given, started } from '../support/given.ts';
import { machine, pass } from '../support/machines.ts';

describe('Succeed', () => {
  it('ends the flow with its output', async () => {
    const definition = machine({ A: { Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' }, Never: pass() });
    const ended = await given(accepted(definition, { a: { b: 1 } }))
      .when({ type: 'StartFlow' })
      .then(['ExecutionStarted', 'SucceedStateEntered A', 'SucceedStateExited A', 'ExecutionSucceeded']);
    expect(ended.flow.output).toBe(1);
  });

  it('fails where a path finds nothing', async () => {
    for (const fields of [{ InputPath: '$.no' }, { OutputPath: '$.no' }]) {
      expect((await started(machine({ A: { Type: 'Succeed', ...fields } }), {})).flow.error?.error).toBe(
        'States.Runtime',
      );
    }
  });

  it("breaks the flow's OutputSchema only by failing", async () => {
    const definition = machine({ A: { Type: 'Succeed' } }, { OutputSchema: { type: 'string' } });
    expect((await started(definition, 'text')).flow.status).toBe('SUCCEEDED');
    expect((await started(definition, 1)).flow).toMatchObject({
      status: 'FAILED',
      error: { error: 'SFC.SchemaViolation' },
    });
  });
});
