import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { detailsOf, follow, output, started, types } from './support/given.ts';
import { machine, map, parallel, pass, task } from './support/machines.ts';

const IN_A = "An error occurred while executing the state 'A' (entered at the event id #2). ";
const jsonata = (states: Record<string, JsonObject>) => machine(states, { QueryLanguage: 'JSONata' });
const fail = (fields: JsonObject): JsonObject => ({ Type: 'Fail', ...fields });

describe('causes, as AWS words them', () => {
  it.each([
    [
      'Fail in JSONata, another type',
      jsonata({ A: fail({ Error: '{% $states.input.n %}' }) }),
      'States.QueryEvaluationError',
      "The JSONata expression '$states.input.n' specified for the field 'Error' returned an unexpected result type. Expected 'string', but was 'number' for value: 1.5",
    ],
    [
      'Fail in JSONPath, another type',
      machine({ A: fail({ Error: 'E', CausePath: '$.n' }) }),
      'States.Runtime',
      'The CausePath field refers to value "1.5" which is not a valid string: $.n',
    ],
    [
      'TimeoutSeconds in JSONata, another type',
      jsonata({ A: task({ TimeoutSeconds: '{% $states.input.s %}' }) }),
      'States.QueryEvaluationError',
      "The JSONata expression '$states.input.s' specified for the field 'TimeoutSeconds' returned an unexpected result type. Expected 'number', but was 'string' for value: \"text\"",
    ],
    [
      'TimeoutSeconds in JSONata, no integer',
      jsonata({ A: task({ TimeoutSeconds: '{% $states.input.n %}' }) }),
      'States.QueryEvaluationError',
      'The TimeoutSeconds field cannot be parsed as an integer: 1.5',
    ],
    [
      'HeartbeatSeconds in JSONata, out of range',
      jsonata({ A: task({ HeartbeatSeconds: '{% $states.input.less %}' }) }),
      'States.QueryEvaluationError',
      'HeartbeatSeconds must be between 0 and 99999999 but was: -1',
    ],
    [
      'TimeoutSecondsPath, out of range',
      machine({ A: task({ TimeoutSecondsPath: '$.less' }) }),
      'States.Runtime',
      'TimeoutSeconds must be between 0 and 99999999 but was: -1',
    ],
    [
      'HeartbeatSecondsPath, another type',
      machine({ A: task({ HeartbeatSecondsPath: '$.s' }) }),
      'States.Runtime',
      'The HeartbeatSecondsPath field refers to value "text" which is not a valid integer: $.s',
    ],
    [
      'Condition in JSONata, another type',
      jsonata({ A: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'B' }] }, B: pass() }),
      'States.QueryEvaluationError',
      "The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
    ],
    [
      'MaxConcurrencyPath, out of range',
      machine({ A: map(machine({ B: pass() }), { ItemsPath: '$.list', MaxConcurrencyPath: '$.less' }) }),
      'States.Runtime',
      'The MaxConcurrencyPath field refers to value "-1" which is not a valid integer: $.less',
    ],
    [
      'a constant that validation would have refused',
      machine({ A: task({ TimeoutSeconds: 1.5 }) }),
      'States.Runtime',
      "The field 'TimeoutSeconds' must be a valid integer, but was 1.5.",
    ],
    [
      'no rule holds in JSONata',
      jsonata({ A: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'B' }] }, B: pass() }),
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    ],
  ])('%s', async (_, definition, error, cause) => {
    const { flow } = await started(definition, { n: 1.5, s: 'text', less: -1, list: [1] });
    expect(flow.error).toEqual({ error, cause: `${IN_A}${cause}` });
  });

  const wait: JsonObject = { Type: 'Wait', Seconds: 0 };
  it.each([
    ['Wait', { ...wait, InputPath: '$.no' }],
    ['Wait', { ...wait, OutputPath: '$.no' }],
    ['Wait', { Type: 'Wait', SecondsPath: '$.list', InputPath: '$.no' }],
    ['Parallel', parallel([machine({ B: pass() })], { InputPath: '$.no' })],
    ['Map', map(machine({ B: pass() }), { InputPath: '$.no' })],
    ['Task', task({ InputPath: '$.no' })],
    ['Choice', { Type: 'Choice', InputPath: '$.no', Choices: [], Default: 'B' }],
  ])('a path that leads nowhere: %s %j', async (_, state) => {
    const { flow } = await started(machine({ A: state as JsonObject, B: pass() }), { list: [] });
    expect(flow.error).toEqual({
      error: 'States.Runtime',
      cause: `${IN_A}Invalid path '$.no' : No results for path: $['no']`,
    });
  });

  it('a detached Map that is entered while it is open', async () => {
    const fork = map(machine({ B: task() }), { Completion: 'Detached', ItemsPath: '$.list', Next: 'C' });
    const again = { Type: 'Choice', Choices: [{ Variable: '$.list', IsPresent: true, Next: 'A' }] };
    const { flow } = await started(machine({ A: fork, C: again }), { list: [1] });
    expect(flow.error?.error).toBe('SFC.ForkOpen');
  });

  it.each([
    ['arn:aws:states:::lambda:invoke', 'lambda'],
    ['arn:aws:states:::aws-sdk:s3:getObject', 'aws-sdk:s3'],
    ['arn:aws:lambda:us-east-1:123456789012:function:F', 'arn:aws:lambda:us-east-1:123456789012:function:F'],
    ['arn:aws:states:us-east-1:123456789012:activity:W', 'arn:aws:states:us-east-1:123456789012:activity:W'],
  ])('a result over the limit names the task: %s', async (Resource, name) => {
    const { flow } = await follow(await started(machine({ A: task({ Resource }) })), output(1, 'x'.repeat(262_144)));
    expect(flow.error).toEqual({
      error: 'States.DataLimitExceeded',
      cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
  });
});

describe('variables', () => {
  const small = { limits: { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 100 } };
  const error = (what: string) => ({
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${what} with a size exceeding the maximum number of bytes service limit.`,
  });

  it('have a limit for one Assign', async () => {
    const definition = machine({ A: pass({ Assign: { v: 'x'.repeat(100) } }) });
    expect((await started(definition, {}, small)).flow.error).toEqual(error("A' assigned variables"));
  });

  it('have one for all that a scope keeps', async () => {
    const states = Array.from({ length: 60 }, (_, n) => [`S${n}`, pass({ Assign: { [`v${n}`]: 'x'.repeat(80) } })]);
    const ended = await started(machine(Object.fromEntries(states)), {}, small);
    expect(ended.flow.error).toEqual(error("S45' keeps variables"));
  });
});

describe('States.Runtime', () => {
  const bad = pass({ Parameters: { 'x.$': '$.no' } });
  const all = { Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }] };

  it.each([
    ['Parallel', parallel([machine({ B: bad })], all), ['ParallelStateStarted']],
    ['Map', map(machine({ B: bad }), { ...all, ItemsPath: '$.items' }), ['MapStateStarted', 'MapIterationStarted']],
  ])('ends the flow at once, past a %s and its catchers', async (type, state, begun) => {
    const ended = await started(machine({ A: state, Z: pass() }), { items: [1, 2] });
    const upTo = types(ended).slice(0, types(ended).indexOf('PassStateEntered') + 1);
    expect(upTo).toContain(`${type}StateEntered`);
    expect(upTo).toEqual(expect.arrayContaining(begun));
    expect(types(ended).at(-1)).toBe('ExecutionFailed');
    expect(types(ended).join()).not.toMatch(/StateFailed|IterationFailed|Aborted/);
    expect(ended.flow).toMatchObject({ status: 'FAILED', visits: {}, error: { error: 'States.Runtime' } });
    expect(ended.history.at(-1)?.previousEventId).toBe(
      ended.history.find((event) => event.type === 'PassStateEntered')?.id,
    );
  });

  it('of a task whose input cannot be made leaves no abort', async () => {
    const branch = machine({ B: task({ Parameters: { 'x.$': '$.no' } }) });
    const ended = await started(machine({ A: parallel([branch, machine({ C: task() })]) }));
    expect(types(ended)).toEqual([
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'TaskStateEntered',
      'ExecutionFailed',
    ]);
  });

  const selector = { ResultSelector: { 'x.$': '$.no' } };
  it.each([
    ['Parallel', parallel([machine({ B: pass() })], selector)],
    ['Map', map(machine({ B: pass() }), selector)],
  ])("is the %s's own after what it ran succeeded", async (type, state) => {
    const ended = await started(machine({ A: state }), [1]);
    expect(types(ended).slice(-2)).toEqual([`${type}StateSucceeded`, 'ExecutionFailed']);
    expect(ended.history.at(-1)?.previousEventId).toBe(ended.history.at(-2)?.id);
  });

  it('of a detached branch waits for the Join', async () => {
    const forked = parallel([machine({ B: bad })], { Completion: 'Detached' });
    const caught = { Of: 'A', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }] };
    const ended = await started(machine({ A: forked, W: pass(), J: { Type: 'Join', ...caught }, Z: pass() }));
    expect(types(ended)).toContain('JoinStateEntered');
    expect(ended.flow).toMatchObject({ status: 'FAILED', error: { error: 'States.Runtime' } });
  });
});

describe('a catcher whose own expression fails', () => {
  it.each(['Output', 'Assign'])('fails the state a second time, and nobody catches that: %s', async (field) => {
    const catchers = [
      { ErrorEquals: ['Other'], Next: 'Z' },
      { ErrorEquals: ['States.ALL'], [field]: { v: '{% $states.input.no %}' }, Next: 'Z' },
    ];
    const definition = jsonata({
      A: parallel([machine({ B: fail({ Error: 'E' }) })], { Catch: catchers }),
      Z: pass(),
    });
    const ended = await started(definition);
    expect(types(ended).slice(3)).toEqual([
      'FailStateEntered',
      'ParallelStateFailed',
      'EvaluationFailed',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    expect(ended.history.slice(3).map(({ previousEventId }) => previousEventId)).toEqual([3, 4, 4, 6, 7]);
    expect(detailsOf(ended, 'EvaluationFailed')).toMatchObject({ location: `Catch[1]/${field}/v`, state: 'A' });
    expect(ended.flow.error?.error).toBe('States.QueryEvaluationError');
  });

  it('in JSONPath ends the flow', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Z', ResultPath: '$.a.b.c' }];
    const definition = machine({ A: parallel([machine({ B: fail({ Error: 'E' }) })], { Catch }), Z: pass() });
    const ended = await started(definition, { a: 1 });
    expect(types(ended).slice(-2)).toEqual(['ParallelStateFailed', 'ExecutionFailed']);
    expect(ended.flow.error?.error).toBe('States.ResultPathMatchFailure');
  });
});
