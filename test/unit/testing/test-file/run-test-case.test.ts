import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import type { Program } from '../../../../src/asl/program.ts';
import { allStates } from '../../../../src/testing/all-states.ts';
import { type RunOptions, runTestCase } from '../../../../src/testing/test-file/run-test-case.ts';
import { parseTestFile } from '../../../../src/testing/test-file/test-file.ts';
import { pass, program, scope, task } from '../blueprints.ts';

async function run(blueprint: Program, fields: Json, options?: RunOptions) {
  const { value, problems } = parseTestFile(
    { TestCases: { it: fields } },
    { states: allStates(blueprint), stateMachine: '' },
  );
  expect(problems).toEqual([]);
  const [test] = value.cases;
  if (test === undefined) throw new Error('There is no case.');
  return runTestCase(blueprint, test, options);
}
const failuresOf = async (blueprint: Program, fields: Json) =>
  (await run(blueprint, fields)).failures.map(({ what, message }) => `${what}: ${message}`);

const billing = program({
  Charge: task({ TimeoutSeconds: 60, ResultPath: '$.charge', Next: 'Done' }),
  Done: pass(),
});
const charged = { Charge: { '0': { Return: { id: 'c-1', at: 12 }, AfterSeconds: 3 } } };

describe('runTestCase', () => {
  it('passes where all is as expected', async () => {
    const fields = {
      Input: { order: 1 },
      Mocks: charged,
      Path: ['Charge', 'Done'],
      Output: { charge: { at: 12, id: 'c-1' }, order: 1 },
      Seconds: 3,
      MaxSeconds: 3,
    };
    expect(await run(billing, fields)).toEqual({
      name: 'it',
      passed: true,
      failures: [],
      path: [{ state: 'Charge' }, { state: 'Done' }],
      status: 'SUCCEEDED',
      seconds: 3,
    });
  });

  it('starts the flow when it is told to', async () => {
    const clock = program({ Now: pass({ Parameters: { 'at.$': '$$.Execution.StartTime' }, End: true }) });
    const fields = { StartTime: '2030-05-06T07:08:09Z', OutputMatches: { at: '2030-05-06T07:08:09.000Z' } };
    expect(await failuresOf(clock, fields)).toEqual([]);
  });

  it('shows how an output differs, whatever the order of its members', async () => {
    const { failures } = await run(billing, { Mocks: charged, Output: { charge: { id: 'c-2', at: 12 } } });
    expect(failures).toMatchObject([{ what: 'output' }]);
    expect(failures[0]?.diff?.map(({ sign, text }) => sign + text)).toEqual([
      ' {',
      '   "charge": {',
      '     "at": 12,',
      '-    "id": "c-2"',
      '+    "id": "c-1"',
      '   }',
      ' }',
    ]);
  });

  it.each<[string, Json, boolean]>([
    ['a member', { charge: { id: 'c-1' } }, true],
    ['nothing', {}, true],
    ['another value', { charge: { id: 'c-2' } }, false],
    ['a member that is not there', { charge: { no: 1 } }, false],
    ['a list where there is an object', { charge: [] }, false],
    ['a prototype', { toString: {} }, false],
  ])('compares a part of the output: %s', async (_, OutputMatches, passes) => {
    expect((await run(billing, { Mocks: charged, OutputMatches })).passed).toBe(passes);
  });

  it.each<[Json, boolean]>([
    [[{ a: 1 }, {}], true],
    [[{ a: 1 }], false],
    [[{ a: 1 }, {}, {}], false],
    [[{ b: 2 }, { a: 1 }], false],
  ])('compares parts of the items of a list, all of them: %j', async (OutputMatches, passes) => {
    const Input = [{ a: 1, b: 1 }, { a: 2 }];
    expect((await run(program({ A: pass() }), { Input, OutputMatches })).passed).toBe(passes);
  });

  it('says why a flow failed that was to succeed', async () => {
    const Mocks = { Charge: { '0': { Throw: { Error: 'Card.Declined', Cause: 'no money' } } } };
    expect(await failuresOf(billing, { Mocks, Output: 1 })).toEqual([
      'status: expected SUCCEEDED, but the flow is FAILED: Card.Declined: no money',
    ]);
    expect(await failuresOf(billing, { Mocks, Error: 'Card.Declined', Cause: 'no money' })).toEqual([]);
    expect(await failuresOf(billing, { Mocks, Cause: 'No money' })).toEqual([
      'cause: expected "No money", but it is "no money"',
    ]);
    expect(await failuresOf(billing, { Mocks, Status: 'FAILED' })).toEqual([]);
    expect(await failuresOf(billing, { Mocks, Error: 'Other' })).toEqual([
      'error: expected "Other", but it is "Card.Declined"',
    ]);
  });

  it('says so where a flow succeeded that was to fail', async () => {
    expect(await failuresOf(billing, { Mocks: charged, Error: 'E' })).toEqual([
      'status: expected FAILED, but the flow is SUCCEEDED',
      'error: expected "E", but it is ""',
    ]);
    expect(await failuresOf(billing, { Mocks: charged, Status: 'TIMED_OUT' })).toEqual([
      'status: expected TIMED_OUT, but the flow is SUCCEEDED',
    ]);
  });

  it('names the states where a flow hangs', async () => {
    const forever = program({ Fork: { Type: 'Parallel', Branches: [scope({ Wait: task() })], End: true } });
    const Mocks = { Wait: { '0': { Hangs: true } } };
    expect((await failuresOf(forever, { Mocks }))[0]).toBe(
      'status: expected SUCCEEDED, but the flow is still RUNNING in "Fork", "Wait": no answer comes, and no time-out is set',
    );
    expect(await failuresOf(forever, { Mocks, Status: 'RUNNING' })).toEqual([]);
    expect(
      await failuresOf(billing, { Mocks: { Charge: { '0': { Hangs: true } } }, Error: 'States.Timeout', Seconds: 60 }),
    ).toEqual([]);
  });

  it('ends a flow that goes round in circles', async () => {
    const circle = program({
      A: pass({ Next: 'B' }),
      B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'C' }], Default: 'A' },
      C: { Type: 'Succeed' },
    });
    expect((await failuresOf(circle, {}))[0]).toMatch(/FAILED: .*maximum number of history events \(25000\)/);
  });

  it('gives a flow up that takes too many decisions, whatever status is expected', async () => {
    const days = program({
      Day: { Type: 'Wait', Seconds: 86_400, Next: 'Again' },
      Again: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'End' }], Default: 'Day' },
      End: { Type: 'Succeed' },
    });
    const { failures } = await run(days, { Status: 'RUNNING' }, { maxDecisions: 50 });
    expect(failures).toMatchObject([
      { message: expect.stringMatching(/in "Day": it took too many decisions, and probably goes round in circles$/) },
    ]);
  });

  it('shows the way that was taken instead', async () => {
    const { failures } = await run(billing, { Mocks: charged, Path: ['Charge', 'Charge'] });
    expect(failures.map(({ what }) => what)).toEqual(['path']);
    expect(failures[0]?.diff).toEqual([
      { sign: ' ', text: 'Charge' },
      { sign: '-', text: 'Charge' },
      { sign: '+', text: 'Done' },
    ]);
  });

  it('compares the virtual time', async () => {
    expect(await failuresOf(billing, { Mocks: charged, Seconds: 4, MaxSeconds: 2 })).toEqual([
      'seconds: expected 4 s of virtual time, but it took 3 s',
    ]);
    expect(await failuresOf(billing, { Mocks: charged, MaxSeconds: 2 })).toEqual([
      'seconds: expected at most 2 s of virtual time, but it took 3 s',
    ]);
  });

  it('fails where a call is not mocked, even if the blueprint would catch it', async () => {
    const catching = program({
      A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }),
      B: pass(),
    });
    expect(await run(catching, { Path: ['A'] })).toMatchObject({
      passed: false,
      failures: [{ what: 'run', message: expect.stringContaining('"A" makes a call, and nothing mocks it') }],
      path: [{ state: 'A' }],
    });
  });

  it('fails where a state calls more often than it is mocked', async () => {
    const retried = program({ A: task({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 3 }] }) });
    expect(await failuresOf(retried, { Mocks: { A: { '0-1': { Throw: { Error: 'E' } } } }, Path: [] })).toEqual([
      expect.stringContaining('call number 2, but the mocked response "A" has answers for 0-1 only'),
      'path: the flow took another path',
    ]);
  });

  it('fails where a mock is never called, unless that is allowed', async () => {
    const choice = program({
      A: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'B' }], Default: 'C' },
      B: task(),
      C: { Type: 'Succeed' },
    });
    const fields = { Mocks: { B: { '0': { Return: 1 } } } };
    expect(await failuresOf(choice, fields)).toEqual([
      expect.stringContaining('mocks: "B" is mocked and never called'),
    ]);
    expect(await run(choice, fields, { allowsUnusedMocks: true })).toMatchObject({ passed: true });
  });

  it('answers what a distributed Map reads, with items or with their text, and what it writes', async () => {
    const blueprint = program({
      Each: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          ...scope({ One: task({ Parameters: { 'id.$': '$.id' } }) }),
        },
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
          Parameters: { Bucket: 'b', Key: 'k' },
        },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } },
        ResultPath: null,
        End: true,
      },
    });
    const One = { '0-1': { Return: 'done' } };
    const read = (items: Json) => ({
      Mocks: { Each: { '0': { Return: items }, '1': { Return: null } }, One },
      Path: [{ Each: [['One'], ['One']] }],
    });
    expect(await failuresOf(blueprint, read([{ id: 1 }, { id: 2 }]))).toEqual([]);
    expect(await failuresOf(blueprint, read('id\n1\n2\n'))).toEqual([]);
    const broken = { Mocks: { Each: { '0': { Return: '' } } }, Error: 'States.ItemReaderFailed' };
    expect(await failuresOf(blueprint, broken)).toEqual([]);
    const unwritten = { Mocks: { Each: { '0': { Return: [] } } } };
    expect(await failuresOf(blueprint, unwritten)).toEqual([expect.stringContaining('"Each" makes call number 1')]);
  });

  it('refuses an input that breaks the InputSchema', async () => {
    const strict = program({ A: pass() });
    const withSchema = { ...strict, blueprint: { ...strict.blueprint, InputSchema: { type: 'string' } } };
    expect((await failuresOf(withSchema, { Input: 1 }))[0]).toMatch(/^run: The input: /);
  });
});
