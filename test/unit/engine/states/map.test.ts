import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import type { Input } from '../../../../src/engine/inputs.ts';
import { accepted, failure, follow, given, output, type Scene, started, types, under, verb } from '../support/given.ts';
import { machine, map, parallel, pass, task } from '../support/machines.ts';

const START = { type: 'StartFlow' } as const;
const JOB = ['LambdaFunctionStarted', 'LambdaFunctionSucceeded'];
const ITEM = machine({ A: task() });
const ENTER = ['MapIterationStarted M', 'TaskStateEntered A', 'LambdaFunctionScheduled'];

/** The scene once the flow no longer continues itself, and after how many decisions. */
async function continued(begun: Scene): Promise<{ scene: Scene; decisions: number }> {
  let scene = begun;
  let decisions = 0;
  for (let next = continuation(scene); next !== undefined; next = continuation(scene)) {
    scene = await follow(scene, next);
    decisions++;
  }
  return { scene, decisions };
}

function continuation({ effects }: Scene): Input | undefined {
  const effect = effects.find(({ type }) => type === 'ContinueLater');
  return effect?.type === 'ContinueLater' ? { type: 'ContinueFlow', sequence: effect.sequence } : undefined;
}

describe('Map', () => {
  it('runs at most MaxConcurrency iterations at once and gives their outputs in order', async () => {
    const definition = machine({ M: map(ITEM, { ItemsPath: '$.items', MaxConcurrency: 2 }) });
    const waiting = await started(definition, { items: ['a', 'b', 'c'] });
    expect(waiting.effects.map(({ id }) => id)).toEqual(['job:2.1', 'job:3.1']);
    const third = await given(waiting)
      .when(output(3, 'B'))
      .then([...JOB, 'TaskStateExited A', 'MapIterationSucceeded M', ...ENTER], ['DispatchJob job:4.1']);
    const last = await given(third)
      .when(output(4, 'C'))
      .then([...JOB, 'TaskStateExited A', 'MapIterationSucceeded M']);
    const ended = await given(last)
      .when(output(2, 'A'))
      .then([
        ...JOB,
        'TaskStateExited A',
        'MapIterationSucceeded M',
        'MapStateSucceeded',
        'MapStateExited M',
        'ExecutionSucceeded',
      ]);
    expect(ended.flow.output).toEqual(['A', 'B', 'C']);
  });

  it('shows the item and its index to ItemSelector and inside the iteration', async () => {
    const inner = machine({ A: pass({ Parameters: { 'in.$': '$', 'item.$': '$$.Map.Item' } }) });
    const selector = { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'all.$': '$.x' };
    const definition = machine({ M: map(inner, { ItemsPath: '$.items', ItemSelector: selector }) });
    const { flow } = await started(definition, { items: ['a', 'b'], x: 1 });
    expect(flow.output).toEqual([
      { in: { i: 0, v: 'a', all: 1 }, item: { Index: 0, Value: 'a', Source: 'STATE_DATA' } },
      { in: { i: 1, v: 'b', all: 1 }, item: { Index: 1, Value: 'b', Source: 'STATE_DATA' } },
    ]);
  });

  describe('whose selector takes long', () => {
    const HEAVY = { Sum: '{% $sum($map([1..5000], function($n) { $n })) %}' };
    const items = [...new Array(40).keys()];
    const heavy = (inner: JsonObject) =>
      machine({ M: map(inner, { Items: items, ItemSelector: HEAVY }) }, { QueryLanguage: 'JSONata' });

    it('starts the window in several decisions, with the history of one', async () => {
      const definition = heavy(machine({ A: pass() }));
      const begun = await started(definition);
      expect(begun.effects.map(({ type }) => type)).toEqual(['ContinueLater']);
      expect(types(begun).filter((type) => type === 'MapIterationStarted').length).toBeLessThan(40);
      const { scene, decisions } = await continued(begun);
      expect(decisions).toBeGreaterThan(1);
      expect(scene.flow.output).toEqual(items.map(() => ({ Sum: 12_502_500 })));
      const starts = scene.history.filter(({ type }) => type === 'MapIterationStarted');
      expect(starts.map(({ id }) => id)).toEqual(items.map((index) => index + 4));
      expect(new Set(starts.map(({ previousEventId }) => previousEventId))).toEqual(new Set([3]));
    });

    it('goes on with what had not begun when the flow was stopped and is retried', async () => {
      const begun = await started(heavy(machine({ A: task() })));
      const jobs = Object.values(begun.flow.visits).length - 1;
      expect(jobs).toBeLessThan(40);
      const stopped = await follow(begun, verb('StopFlow'));
      const { scene } = await continued(await follow(stopped, verb('RetryFlow')));
      expect(Object.values(scene.flow.visits).filter(({ phase }) => phase.type === 'job')).toHaveLength(40);
    });
  });

  it('gives [] for no items', async () => {
    const ended = await given(accepted(machine({ M: map(ITEM) }), []))
      .when(START)
      .then([
        'ExecutionStarted',
        'MapStateEntered M',
        'MapStateStarted',
        'MapStateSucceeded',
        'MapStateExited M',
        'ExecutionSucceeded',
      ]);
    expect(ended.flow.output).toEqual([]);
  });

  it('fails with the first failed iteration and cancels the rest', async () => {
    await given(started(machine({ M: map(ITEM) }), [1, 2]))
      .when(failure(3))
      .then(
        [
          'LambdaFunctionStarted',
          'LambdaFunctionFailed',
          'MapIterationFailed M',
          'TaskStateAborted',
          'MapIterationAborted M',
          'TaskStateAborted',
          'MapStateFailed',
          'ExecutionFailed',
        ],
        ['CancelJob cancel:2.1'],
      );
  });

  it('shows an iteration that it gives up before the states in it', async () => {
    const inner = machine({ P: parallel([ITEM, machine({ W: { Type: 'Wait', Seconds: 9 } })]) });
    const waiting = await started(machine({ M: map(inner) }), [1, 2]);
    const entry = Object.values(waiting.flow.visits).find(({ phase }) => phase.type === 'job')?.entry ?? 0;
    expect(types(await follow(waiting, failure(entry))).slice(-9)).toEqual([
      'TaskStateAborted',
      'WaitStateAborted',
      'ParallelStateFailed',
      'MapIterationFailed',
      'MapIterationAborted',
      'TaskStateAborted',
      'WaitStateAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('tolerates as many failures as it says, null standing for their outputs', async () => {
    const definition = machine({ M: map(ITEM, { ToleratedFailureCount: 1 }) });
    const one = await given(started(definition, [1, 2]))
      .when(failure(2))
      .then(['LambdaFunctionStarted', 'LambdaFunctionFailed', 'MapIterationFailed M']);
    const ended = await given(one)
      .when(output(3, 'B'))
      .then([
        ...JOB,
        'TaskStateExited A',
        'MapIterationSucceeded M',
        'MapStateSucceeded',
        'MapStateExited M',
        'ExecutionSucceeded',
      ]);
    expect(ended.flow.output).toEqual([null, 'B']);
    const failed = await given(one)
      .when(failure(3))
      .then([
        'LambdaFunctionStarted',
        'LambdaFunctionFailed',
        'MapIterationFailed M',
        'TaskStateAborted',
        'MapStateFailed',
        'ExecutionFailed',
      ]);
    expect(failed.flow.error?.error).toBe('States.ExceedToleratedFailureThreshold');
  });

  const jsonata = (fields: JsonObject) =>
    machine({ M: map(machine({ A: pass() }), fields) }, { QueryLanguage: 'JSONata' });

  it.each([
    [
      { Items: '{% 1 %}' },
      [],
      "specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
    ],
    [{ Items: '{% {"a": 1} %}' }, [], "Expected 'array', but was 'object'"],
    [{}, { a: 1 }, 'Map state input must be an array but was: {"a":1}'],
    [
      { Items: [1], MaxConcurrency: '{% "x" %}' },
      [],
      "specified for the field 'MaxConcurrency' returned an unexpected result type",
    ],
  ])('fails in JSONata on %j of %j', async (fields, input, cause) => {
    const ended = await started(jsonata(fields), input as Json);
    expect(ended.flow.error).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(cause),
    });
    expect(types(ended)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'EvaluationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it.each([
    [{ ItemsPath: '$.o' }, 'Reference path "$.o" must point to array.'],
    [
      { ItemsPath: '$.items', MaxConcurrencyPath: '$.s' },
      'The MaxConcurrencyPath field refers to value "text" which is not a valid integer: $.s',
    ],
    [
      { ItemsPath: '$.items', ToleratedFailureCountPath: '$.s' },
      'The ToleratedFailureCountPath field refers to value "text" which is not a valid integer: $.s',
    ],
    [
      { ItemsPath: '$.items', ToleratedFailurePercentagePath: '$.o' },
      'The ToleratedFailurePercentagePath field refers to value "{}" which is not a valid float: $.o',
    ],
    [
      { ItemsPath: '$.items', ToleratedFailurePercentagePath: '$.n' },
      'ToleratedFailurePercentage must be between 0 and 100.',
    ],
    [{ ItemsPath: '$.items', ItemSelector: { 'x.$': '$.no' } }, "'x.$'"],
  ])('fails on %j', async (fields, cause) => {
    const { flow } = await started(machine({ M: map(ITEM, fields) }), { items: [1], o: {}, s: 'text', n: 100.1 });
    expect(flow).toMatchObject({
      status: 'FAILED',
      visits: {},
      error: { error: 'States.Runtime', cause: expect.stringContaining(cause) },
    });
  });

  it('keeps the iterations of a distributed Map out of the history and within the budget of a decision', async () => {
    const loop = {
      StartAt: 'A',
      ProcessorConfig: { Mode: 'DISTRIBUTED' },
      States: { A: pass({ Next: 'B' }), B: pass({ Next: 'A' }) },
    };
    const waiting = await started(machine({ M: map(loop) }), [1, 2]);
    expect(types(waiting)).toEqual(['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'MapRunStarted']);
    expect(waiting.effects.map(({ type }) => type)).toEqual(['ContinueLater']);
    let scene = under(waiting, { limits: { eventsPerDecision: 50, eventsPerFlow: 100, payloadBytes: 1000 } });
    while (scene.flow.continuation !== undefined)
      scene = await follow(scene, { type: 'ContinueFlow', sequence: scene.flow.continuation });
    expect(scene.flow).toMatchObject({ status: 'FAILED', error: { error: 'States.ExceedToleratedFailureThreshold' } });
    const distributed = { ...machine({ A: pass() }), ProcessorConfig: { Mode: 'DISTRIBUTED' } };
    const ended = await started(machine({ M: map(distributed) }), [1, 2]);
    expect(types(ended).slice(3)).toEqual([
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    expect(ended.flow.output).toEqual([1, 2]);
  });
});
