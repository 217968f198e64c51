import { describe, expect, it } from 'vitest';
import { matchesError } from '../../../src/engine/error-names.ts';
import { detailsOf, failure, follow, started } from './support/given.ts';
import { machine, parallel, pass, task } from './support/machines.ts';

describe('matchesError', () => {
  it.each<[string, string, boolean]>([
    ['Mine', 'Mine', true],
    ['Mine', 'Other', false],
    ['States.ALL', 'Mine', true],
    ['States.TaskFailed', 'Mine', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.Runtime', 'States.Runtime', false],
  ])('%s for %s: %s', (name, error, matches) => {
    expect(matchesError([name], { error })).toBe(matches);
  });

  it('knows a time-out by its heartbeat, too', () => {
    const error = { error: 'States.Timeout', alias: 'States.HeartbeatTimeout' };
    expect(matchesError(['States.HeartbeatTimeout'], error)).toBe(true);
    expect(matchesError(['States.Timeout'], error)).toBe(true);
    expect(matchesError(['States.HeartbeatTimeout'], { error: 'States.Timeout' })).toBe(false);
  });
});

describe('Catch', () => {
  const caught = (fields: object, extra = {}) =>
    machine({
      A: task({
        OutputPath: '$.never',
        ResultSelector: { n: 1 },
        Catch: [{ ErrorEquals: ['Broken'], Next: 'B', ...fields }],
      }),
      B: pass(extra),
    });
  const ERROR = { Error: 'Broken', Cause: 'Broken happened' };

  it.each([
    ['replaces the input', {}, ERROR],
    ['goes to ResultPath', { ResultPath: '$.e' }, { i: 1, e: ERROR }],
    ['is discarded', { ResultPath: null }, { i: 1 }],
  ])('the error output %s', async (_, fields, expected) => {
    expect((await follow(await started(caught(fields), { i: 1 }), failure(1))).flow.output).toEqual(expected);
  });

  it('assigns variables from the error output', async () => {
    const definition = caught({ Assign: { 'e.$': '$.Error' }, ResultPath: null }, { Parameters: { 'e.$': '$e' } });
    const ended = await follow(await started(definition, { i: 1 }), failure(1));
    expect(ended.flow.output).toEqual({ e: 'Broken' });
    expect(detailsOf(ended, 'TaskStateExited')).toEqual({ output: { i: 1 }, assignedVariables: { e: 'Broken' } });
  });

  it('sees $states.errorOutput in JSONata', async () => {
    const catcher = {
      ErrorEquals: ['States.ALL'],
      Next: 'B',
      Output: '{% $states.errorOutput.Error & $states.input.i %}',
      Assign: { e: '{% $states.errorOutput.Cause %}' },
    };
    const definition = machine(
      { A: task({ Catch: [catcher] }), B: pass({ Output: ['{% $states.input %}', '{% $e %}'] }) },
      { QueryLanguage: 'JSONata' },
    );
    expect((await follow(await started(definition, { i: 1 }), failure(1))).flow.output).toEqual([
      'Broken1',
      'Broken happened',
    ]);
  });

  it('fails the scope where its own fields fail, and a retry runs the state again', async () => {
    for (const fields of [{ ResultPath: '$.i.x' }, { Assign: { 'v.$': '$.no' } }]) {
      const failed = await follow(await started(caught(fields), { i: 1 }), failure(1));
      expect(failed.flow).toMatchObject({
        status: 'FAILED',
        unfinished: { 1: { state: 'A', phase: { type: 'failed' } } },
      });
    }
    const bad = { QueryLanguage: 'JSONata' };
    const query = machine(
      { A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', Output: '{% $no %}' }] }), B: pass() },
      bad,
    );
    expect((await follow(await started(query), failure(1))).flow.error?.error).toBe('States.QueryEvaluationError');
  });

  it('is looked for from the inside out', async () => {
    const branch = machine({ A: task({ Catch: [{ ErrorEquals: ['Other'], Next: 'B' }] }), B: pass() });
    const outer = { Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'C', ResultPath: '$.e' }] };
    const definition = machine({ P: parallel([branch], outer), C: pass() });
    expect((await follow(await started(definition), failure(2, 'Other'))).flow.output).toEqual([
      { Error: 'Other', Cause: 'Other happened' },
    ]);
    expect((await follow(await started(definition), failure(2))).flow.output).toEqual({ e: ERROR });
  });

  it('keeps the branch for a retry where the catcher around it fails', async () => {
    const two = parallel([machine({ A: task() }), machine({ B: task() })], {
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C', ResultPath: '$.i.x' }],
    });
    const failed = await follow(await started(machine({ P: two, C: pass() }), { i: 1 }), failure(2));
    expect(failed.flow).toMatchObject({ status: 'FAILED', error: { error: expect.stringContaining('States.') } });
    expect(failed.flow.unfinished).toBeDefined();
  });
});
