import { describe, expect, it } from 'vitest';
import { accepted, detailsOf, given, started } from '../support/given.ts';
import { machine, pass } from '../support/machines.ts';

const START = { type: 'StartFlow' } as const;

describe('Pass', () => {
  it('hands its input on', async () => {
    const ended = await given(accepted(machine({ A: pass(), B: pass() }), { a: 1 }))
      .when(START)
      .then([
        'ExecutionStarted',
        'PassStateEntered A',
        'PassStateExited A',
        'PassStateEntered B',
        'PassStateExited B',
        'ExecutionSucceeded',
      ]);
    expect(ended.flow).toMatchObject({ status: 'SUCCEEDED', output: { a: 1 } });
  });

  it.each([
    ['Result', { Result: { r: 1 } }, { r: 1 }],
    ['Result at ResultPath', { Result: 1, ResultPath: '$.r' }, { a: { b: 2 }, r: 1 }],
    ['InputPath', { InputPath: '$.a' }, { b: 2 }],
    ['InputPath null', { InputPath: null }, {}],
    ['OutputPath', { OutputPath: '$.a.b' }, 2],
    ['OutputPath null', { OutputPath: null }, {}],
    ['ResultPath null', { Result: 1, ResultPath: null }, { a: { b: 2 } }],
    ['Parameters', { Parameters: { 'p.$': '$.a.b' } }, { p: 2 }],
  ])('applies %s', async (_, fields, expected) => {
    expect((await started(machine({ A: pass(fields) }), { a: { b: 2 } })).flow.output).toEqual(expected);
  });

  it('assigns variables that later states and no outer scope see', async () => {
    const definition = machine({ A: pass({ Assign: { 'v.$': '$.a' } }), B: pass({ Parameters: { 'w.$': '$v' } }) });
    const ended = await started(definition, { a: 1 });
    expect(detailsOf(ended, 'PassStateExited')).toEqual({ output: { w: 1 } });
    expect(ended.history.find(({ type }) => type === 'PassStateExited')?.details).toEqual({
      output: { a: 1 },
      assignedVariables: { v: 1 },
    });
  });

  it('fails the flow, naming state and event, where a path finds nothing', async () => {
    const ended = await started(machine({ A: pass({ InputPath: '$.no' }) }), {});
    expect(ended.flow.error).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining("executing the state 'A' (entered at the event id #2)"),
    });
  });

  it.each([
    ['Parameters', { Parameters: { 'a.$': '$.no' } }],
    ['Assign', { Assign: { 'a.$': '$.no' } }],
    ['OutputPath', { OutputPath: '$.no' }],
  ])('fails where %s finds nothing', async (_, fields) => {
    expect((await started(machine({ A: pass(fields) }), {})).flow.error?.error).toBe('States.Runtime');
  });

  it('records JSONata that fails as an event of its own', async () => {
    const definition = machine({ A: pass({ Output: { x: '{% $states.input.no %}' } }) }, { QueryLanguage: 'JSONata' });
    const ended = await given(accepted(definition))
      .when(START)
      .then(['ExecutionStarted', 'PassStateEntered A', 'EvaluationFailed', 'ExecutionFailed']);
    expect(ended.flow.error?.error).toBe('States.QueryEvaluationError');
    expect(detailsOf(ended, 'EvaluationFailed')).toMatchObject({ state: 'A', location: 'Output/x' });
  });
});
