import { describe, expect, it } from 'vitest';
import { accepted, given, started } from '../support/given.ts';
import { machine, pass } from '../support/machines.ts';

const START = { type: 'StartFlow' } as const;
const TARGETS = { B: pass({ Result: 'B', End: true }), C: pass({ Result: 'C', End: true }) };

describe('Choice', () => {
  const definition = machine({
    A: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 1, Next: 'B' }], Default: 'C' },
    ...TARGETS,
  });

  it.each([
    [2, 'B'],
    [1, 'C'],
  ])('goes on at the first rule that holds, else at Default: %d', async (n, output) => {
    const ended = await given(accepted(definition, { n }))
      .when(START)
      .then([
        'ExecutionStarted',
        'ChoiceStateEntered A',
        'ChoiceStateExited A',
        `PassStateEntered ${output}`,
        `PassStateExited ${output}`,
        'ExecutionSucceeded',
      ]);
    expect(ended.flow.output).toBe(output);
  });

  it('ends the flow as AWS does where no rule holds and there is no Default', async () => {
    const none = machine({
      A: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'B' }] },
      ...TARGETS,
    });
    expect((await started(none, { n: 2 })).flow).toMatchObject({
      status: 'FAILED',
      error: {
        error: 'States.Runtime',
        cause:
          "An error occurred while executing the state 'A' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
      },
    });
  });

  it('fails with States.Runtime where a variable is missing', async () => {
    expect((await started(definition, {})).flow.error?.error).toBe('States.Runtime');
  });

  const jsonata = (rule: object, fields: object = {}) =>
    machine(
      {
        A: { Type: 'Choice', Choices: [{ Next: 'B', ...rule }], Default: 'B', ...fields },
        B: pass({ Output: '{% {"in": $states.input, "v": $exists($v) ? $v : null} %}' }),
      },
      { QueryLanguage: 'JSONata' },
    );

  it("takes a rule's Assign and Output in place of the state's", async () => {
    const rule = { Condition: '{% $states.input.n = 1 %}', Output: 'rule', Assign: { v: 1 } };
    const both = jsonata(rule, { Output: 'state', Assign: { v: 2 } });
    expect((await started(both, { n: 1 })).flow.output).toEqual({ in: 'rule', v: 1 });
    expect((await started(both, { n: 2 })).flow.output).toEqual({ in: 'state', v: 2 });
  });

  it('fails where its own fields or a rule of it cannot be evaluated', async () => {
    for (const fields of [{ InputPath: '$.no' }, { OutputPath: '$.no' }, { Assign: { 'a.$': '$.no' } }]) {
      const choice = {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', IsPresent: false, Next: 'B' }],
        Default: 'B',
        ...fields,
      };
      const ended = await started(machine({ A: choice, ...TARGETS }), { n: 1 });
      expect(ended.flow.error?.error).toBe('States.Runtime');
    }
    const broken = jsonata({ Condition: '{% $states.input.no %}' });
    expect((await started(broken, {})).flow.error?.error).toBe('States.QueryEvaluationError');
  });

  it('refuses a condition that is no boolean', async () => {
    const ended = await given(accepted(jsonata({ Condition: '{% $states.input.n %}' }), { n: 1 }))
      .when(START)
      .then(['ExecutionStarted', 'ChoiceStateEntered A', 'EvaluationFailed', 'ExecutionFailed']);
    expect(ended.flow.error?.cause).toContain("Expected 'boolean', but was 'number' for value: 1");
  });
});
