import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import type { TestStateRequest } from '../../../../src/testing/test-state/request.ts';
import type { TestStateResponse } from '../../../../src/testing/test-state/response.ts';
import { type TestStateOptions, testState } from '../../../../src/testing/test-state/test-state.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:F';
const task = (fields: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: FUNCTION, End: true, ...fields });
const jsonata = (state: JsonObject): JsonObject => ({ ...state, QueryLanguage: 'JSONata' });
const BRANCH: JsonObject = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
const map = (fields: JsonObject = {}): JsonObject => ({ Type: 'Map', ItemProcessor: BRANCH, End: true, ...fields });
const parallel = (fields: JsonObject = {}): JsonObject => ({
  Type: 'Parallel',
  Branches: [BRANCH],
  End: true,
  ...fields,
});
const DISTRIBUTED = { ...BRANCH, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

/** The answer with values where there is JSON text. */
async function answer(request: Omit<TestStateRequest, 'dialect'>, options?: TestStateOptions) {
  const { output, inspectionData, ...rest } = await testState({ ...request, dialect: 'asl' }, options);
  const values = inspectionData === undefined ? {} : { inspectionData: read(inspectionData) };
  return { ...rest, ...(output === undefined ? {} : { output: JSON.parse(output) as Json }), ...values };
}
function read(texts: NonNullable<TestStateResponse['inspectionData']>): object {
  const entries = Object.entries(texts);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? JSON.parse(value) : value]),
  );
}
async function inspected(request: Omit<TestStateRequest, 'dialect'>): Promise<object> {
  const { inspectionData } = await answer({ inspectionLevel: 'DEBUG', ...request });
  return inspectionData as object;
}

describe('testState', () => {
  it('answers with JSON text, and with no more than the outcome at level INFO', async () => {
    expect(await testState({ definition: { Type: 'Pass', End: true }, input: '{"a":"ä"}' })).toEqual({
      status: 'SUCCEEDED',
      output: '{"a":"ä"}',
    });
  });

  it('takes a definition as text, and no input for an empty object', async () => {
    const definition = '{"Type":"Pass","Next":"Elsewhere"}';
    expect(await answer({ definition })).toEqual({ status: 'SUCCEEDED', output: {}, nextState: 'Elsewhere' });
  });

  it('leads to states that nobody gave', async () => {
    const rules = [{ Variable: '$.n', NumericGreaterThan: 1, Next: 'Many' }];
    const choice = { Type: 'Choice', Choices: rules, Default: 'Few' };
    expect(await answer({ definition: choice, input: { n: 2 } })).toMatchObject({
      nextState: 'Many',
      output: { n: 2 },
    });
    expect(await answer({ definition: choice, input: { n: 1 } })).toMatchObject({ nextState: 'Few' });
  });

  it('finds a state of a whole definition, in branches and item processors too', async () => {
    const deep = { Type: 'Pass', Output: '{% 6*7 %}', End: true };
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'M',
      States: {
        M: { Type: 'Map', ItemProcessor: BRANCH, Next: 'P' },
        P: parallel({ Branches: [{ StartAt: 'Deep', States: { Deep: deep } }] }),
      },
    };
    expect(await answer({ definition, stateName: 'Deep' })).toEqual({ status: 'SUCCEEDED', output: 42 });
    expect(await answer({ definition, stateName: 'In', input: { a: 1 } })).toMatchObject({ output: { a: 1 } });
  });

  it('does not wait', async () => {
    const wait = { Type: 'Wait', SecondsPath: '$.s', Next: 'N' };
    expect(await answer({ definition: wait, input: { s: 3600 } })).toEqual({
      status: 'SUCCEEDED',
      output: { s: 3600 },
      nextState: 'N',
    });
  });

  it('fails without the event that an execution would name', async () => {
    const broken = { Type: 'Pass', InputPath: '$.missing', End: true };
    const { status, error, cause } = await answer({ definition: broken });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
    expect(cause).not.toContain('entered at');
    expect(cause).toContain("'$.missing'");
  });

  it('performs the job of a Task without a mock where it can', async () => {
    const perform: NonNullable<TestStateOptions['perform']> = ({ input }) => ({ output: { got: input } });
    expect(await answer({ definition: task(), input: { a: 1 } }, { perform })).toMatchObject({
      output: { got: { a: 1 } },
    });
    const fails: typeof perform = () => ({ error: { error: 'Bad', cause: 'c' } });
    expect(await answer({ definition: task() }, { perform: fails })).toEqual({
      status: 'FAILED',
      error: 'Bad',
      cause: 'c',
    });
  });

  it('shows what an HTTP task sends and gets, at level TRACE', async () => {
    const Parameters = {
      ApiEndpoint: 'https://example.com/orders',
      Method: 'POST',
      Authentication: { ConnectionArn: 'arn:aws:events:us-east-1:123456789012:connection/c/1' },
      Headers: { accept: 'text/html' },
      QueryParameters: { a: ['1', '2'], b: 'x y' },
      RequestBody: { item: 7 },
    };
    const definition = task({ Resource: 'arn:aws:states:::http:invoke', Parameters });
    const result = { StatusCode: 200, StatusText: 'OK', Headers: { date: ['today'] }, ResponseBody: 'fine' };
    const test = (inspectionLevel: 'DEBUG' | 'TRACE') =>
      testState({ definition, inspectionLevel }, { perform: () => ({ output: result }) });
    expect((await test('TRACE')).inspectionData).toMatchObject({
      request: {
        protocol: 'https',
        method: 'POST',
        url: 'https://example.com/orders?a=1&a=2&b=x+y',
        headers: '[accept: text/html]',
        body: '{"item":7}',
      },
      response: { protocol: 'https', statusCode: '200', statusMessage: 'OK', headers: '[date: today]', body: 'fine' },
    });
    expect((await test('DEBUG')).inspectionData).not.toHaveProperty('request');
    const mocked = await testState({ definition, inspectionLevel: 'TRACE', mock: { result } });
    expect(mocked.inspectionData).not.toHaveProperty('request');
  });

  it('has variables, and shows those that it leaves behind', async () => {
    const definition = jsonata({ Type: 'Pass', Assign: { b: '{% $a + 1 %}' }, Output: '{% $a %}', End: true });
    const request = { definition, variables: '{"a":1}' };
    expect(await answer(request)).toMatchObject({ output: 1 });
    expect(await inspected(request)).toEqual({ input: {}, variables: { a: 1, b: 2 } });
    expect(await inspected({ definition: jsonata({ Type: 'Pass', End: true }), variables: {} })).toEqual({ input: {} });
    const failing = { Type: 'Fail', Error: 'E' };
    expect(await inspected({ definition: failing, variables: { a: 1 } })).not.toHaveProperty('variables');
  });
});

describe('the data flow of a tested state', () => {
  const input = { a: { b: 1 }, c: 2 };

  it('is shown for a Pass', async () => {
    const definition = { Type: 'Pass', InputPath: '$.a', Parameters: { 'd.$': '$.b' }, ResultPath: '$.r', End: true };
    expect(await inspected({ definition, input })).toEqual({
      input,
      afterInputPath: { b: 1 },
      afterParameters: { d: 1 },
      afterResultSelector: { d: 1 },
      afterResultPath: { ...input, r: { d: 1 } },
    });
  });

  it('begins with the Result of a Pass that has one: its input is not looked at', async () => {
    const definition = { Type: 'Pass', InputPath: '$.missing', Result: [1], ResultPath: '$.r', End: true };
    expect(await inspected({ definition, input })).toEqual({
      input,
      result: [1],
      afterResultSelector: [1],
      afterResultPath: { ...input, r: [1] },
    });
  });

  it.each([
    [{ Type: 'Succeed', InputPath: '$.a' }, { b: 1 }],
    [{ Type: 'Wait', Seconds: 1, InputPath: '$.a', End: true }, { b: 1 }],
    [{ Type: 'Choice', InputPath: '$.a', Choices: [{ Variable: '$.b', IsPresent: true, Next: 'N' }] }, { b: 1 }],
    [{ Type: 'Fail', Error: 'E' }, input],
  ])('shows the input of %j', async (definition, afterInputPath) => {
    expect(await inspected({ definition: definition as JsonObject, input })).toEqual({ input, afterInputPath });
  });

  it.each([
    { Type: 'Pass', Output: 1, End: true },
    { Type: 'Succeed' },
    { Type: 'Fail', Error: 'E' },
    { Type: 'Wait', Seconds: 0, End: true },
    { Type: 'Choice', Choices: [{ Condition: true, Next: 'N' }] },
  ])('has no steps in JSONata: %j', async (definition) => {
    expect(await inspected({ definition: jsonata(definition as JsonObject), input })).toEqual({ input });
  });

  it('is shown for a Task, as far as it came', async () => {
    const definition = task({
      InputPath: '$.a',
      Parameters: { 'd.$': '$.b' },
      ResultSelector: { 'e.$': '$.x' },
      ResultPath: '$.r',
      OutputPath: '$.r',
    });
    const before = { input, afterInputPath: { b: 1 }, afterParameters: { d: 1 } };
    expect(await inspected({ definition, input, mock: { result: '{"x":5}' } })).toEqual({
      ...before,
      result: { x: 5 },
      afterResultSelector: { e: 5 },
      afterResultPath: { ...input, r: { e: 5 } },
    });
    expect(await inspected({ definition, input, mock: { errorOutput: { error: 'E' } } })).toEqual(before);
    expect(await inspected({ definition, input: { c: 1 }, mock: { result: {} } })).toEqual({ input: { c: 1 } });
  });

  it('has Arguments and result in JSONata', async () => {
    const definition = jsonata(task({ Arguments: { d: '{% $states.input.c %}' }, Output: '{% $states.result.x %}' }));
    const request = { definition, input, mock: { result: { x: 5 } } };
    expect(await answer(request)).toMatchObject({ output: 5 });
    expect(await inspected(request)).toEqual({ input, afterArguments: { d: 2 }, result: { x: 5 } });
  });

  it('shows only the result of a Parallel', async () => {
    const definition = parallel({ Parameters: { x: 1 }, ResultSelector: { 'first.$': '$[0]' }, ResultPath: '$.r' });
    const request = { definition, input, mock: { result: [7] } };
    expect(await inspected(request)).toEqual({
      input,
      afterResultSelector: { first: 7 },
      afterResultPath: { ...input, r: { first: 7 } },
    });
    expect(await inspected({ ...request, definition: jsonata(parallel({ Arguments: { x: 1 } })) })).toEqual({ input });
  });
});

describe('a tested Map', () => {
  const input = { list: [1, 2, 3], most: 2 };

  it('shows its items before and after ItemSelector, its batches and its settings', async () => {
    const definition = map({
      ItemProcessor: DISTRIBUTED,
      ItemsPath: '$.list',
      ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index' },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      MaxConcurrencyPath: '$.most',
      ToleratedFailureCount: 1,
      ToleratedFailurePercentage: 50,
    });
    const selected = [1, 2, 3].map((v, i) => ({ v, i }));
    expect(await inspected({ definition, input, mock: { result: [4, 5, 6] } })).toEqual({
      input,
      afterInputPath: input,
      afterItemsPath: [1, 2, 3],
      afterItemSelector: selected,
      afterItemBatcher: [{ Items: selected.slice(0, 2) }, { Items: selected.slice(2) }],
      afterResultSelector: [4, 5, 6],
      afterResultPath: [4, 5, 6],
      maxConcurrency: 2,
      toleratedFailureCount: 1,
      toleratedFailurePercentage: 50,
    });
  });

  it('has no item steps without the fields, and none of JSONPath in JSONata', async () => {
    const mock = { result: [1] };
    expect(await inspected({ definition: map(), input: [1], mock })).toEqual({
      input: [1],
      afterInputPath: [1],
      afterItemsPath: [1],
      afterResultSelector: [1],
      afterResultPath: [1],
      maxConcurrency: 0,
    });
    const definition = jsonata(map({ Items: [1], ItemSelector: '{% $states.context.Map.Item.Value * 2 %}' }));
    expect(await inspected({ definition, mock })).toEqual({ input: {}, afterItemSelector: [2], maxConcurrency: 0 });
  });

  it('fails where its items are no list, or cannot be selected from', async () => {
    const mock = { result: [] };
    expect(await answer({ definition: map({ ItemsPath: '$.most' }), input, mock, inspectionLevel: 'TRACE' })).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'Reference path "$.most" must point to array.',
      inspectionData: { input, afterInputPath: input },
    });
    const selector = { definition: map({ ItemsPath: '$.list', ItemSelector: { 'x.$': '$.nowhere' } }), input, mock };
    expect(await answer(selector)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('does not select from all items where that takes too long', async () => {
    const definition = jsonata(map({ ItemSelector: '{% $sum([1..50000]) %}' }));
    const request = { definition, input: Array.from({ length: 5_000 }, () => 0), mock: { result: [1] } };
    expect(await answer(request)).toMatchObject({ status: 'SUCCEEDED', output: [1] });
    expect(await inspected(request)).not.toHaveProperty('afterItemSelector');
  });

  it('takes the mock where there are no items', async () => {
    expect(await answer({ definition: map(), input: [], mock: { result: [1] } })).toMatchObject({ output: [1] });
    const mock = { errorOutput: { error: 'E' } };
    expect(await answer({ definition: map(), input: [], mock })).toEqual({ status: 'FAILED', error: 'E' });
  });

  it.each([
    [{ ToleratedFailureCount: 1 }, 1, 'SUCCEEDED'],
    [{ ToleratedFailureCount: 1 }, 2, 'FAILED'],
    [{ ToleratedFailurePercentage: 67 }, 2, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 66 }, 2, 'FAILED'],
    [{ ToleratedFailureCount: 3, ToleratedFailurePercentage: 40 }, 2, 'FAILED'],
    [{}, 3, 'SUCCEEDED'],
  ])('tolerates failures: %j, %i of 3', async (fields, mapIterationFailureCount, status) => {
    const definition = map({ ItemProcessor: DISTRIBUTED, ItemsPath: '$.list', ...fields });
    const configuration = { stateConfiguration: { mapIterationFailureCount }, mock: { result: [0, 0, 1] } };
    const failed = {
      status,
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    };
    expect(await answer({ definition, input, ...configuration })).toEqual(
      status === 'FAILED' ? failed : { status, output: [0, 0, 1] },
    );
  });

  it('prefers a mocked error to the threshold', async () => {
    const definition = map({ ItemProcessor: DISTRIBUTED, ItemsPath: '$.list', ToleratedFailureCount: 0 });
    const mock = { errorOutput: { error: 'Mine' } };
    const stateConfiguration = { mapIterationFailureCount: 2, errorCausedByState: 'In' };
    expect(await answer({ definition, input, mock, stateConfiguration })).toMatchObject({ error: 'Mine' });
  });

  describe('with an ItemReader', () => {
    const reader = (config: JsonObject) =>
      map({
        ItemProcessor: DISTRIBUTED,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          Parameters: { Bucket: 'b', Key: 'k' },
          ReaderConfig: config,
        },
        ItemSelector: { 'v.$': '$$.Map.Item.Value', 'from.$': '$$.Map.Item.Source' },
      });
    const mock = { result: [true] };

    it('reads the items that it is said to read', async () => {
      const definition = reader({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' });
      const data = await inspected({ definition, mock, stateConfiguration: { mapItemReaderData: 'a,b\n1,2\n' } });
      expect(data).toMatchObject({
        afterItemSelector: [{ v: { a: '1', b: '2' }, from: 's3://b/k' }],
        maxConcurrency: 0,
      });
      expect(data).not.toHaveProperty('afterItemsPath');
      const pointed = reader({ InputType: 'JSON', ItemsPointer: '/x' });
      const configuration = { mapItemReaderData: '{"x":[1,2]}', mapIterationFailureCount: 2 };
      expect(await inspected({ definition: pointed, mock, stateConfiguration: configuration })).toMatchObject({
        afterItemsPointer: [1, 2],
      });
    });

    it('fails on data that cannot be read', async () => {
      const stateConfiguration = { mapItemReaderData: 'no json' };
      const definition = reader({ InputType: 'JSON' });
      expect(await answer({ definition, mock, stateConfiguration })).toMatchObject({
        status: 'FAILED',
        error: 'States.ItemReaderFailed',
      });
    });

    it('gives the mock where the data are not known', async () => {
      const definition = reader({ InputType: 'JSON' });
      expect(await answer({ definition, mock })).toEqual({ status: 'SUCCEEDED', output: [true] });
    });
  });
});

describe('a tested fork', () => {
  it.each([
    { Type: 'Parallel', Branches: [BRANCH], Completion: 'Detached', Next: 'Collect' },
    { Type: 'Map', ItemProcessor: BRANCH, Completion: 'Detached', Next: 'Collect' },
  ])('goes on at once, whatever its mock: %.20j', async (fork) => {
    const Collect = { Type: 'Join', Of: 'Fork', End: true };
    const definition = { StartAt: 'Fork', States: { Fork: fork, Collect } };
    const mock = { errorOutput: { error: 'Late' } };
    expect(await testState({ definition, stateName: 'Fork', input: [1, 2], mock })).toEqual({
      status: 'SUCCEEDED',
      output: '[1,2]',
      nextState: 'Collect',
    });
  });
});

describe('an error of a tested state', () => {
  const errorOutput = { error: 'Mine', cause: 'because' };
  const retry = [
    { ErrorEquals: ['Other'] },
    { ErrorEquals: ['Mine'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 10 },
  ];
  const handlers = [
    { ErrorEquals: ['Other'], Next: 'A' },
    { ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'B' },
  ];
  const definition = task({ Retry: retry, Catch: handlers });
  const mock = { errorOutput };

  it.each([
    [undefined, 2],
    [1, 6],
    [2, 10],
  ])('is retried, after %s retries in %i s', async (retrierRetryCount, seconds) => {
    const stateConfiguration = retrierRetryCount === undefined ? {} : { retrierRetryCount };
    expect(await answer({ definition, mock, stateConfiguration, inspectionLevel: 'DEBUG' })).toEqual({
      status: 'RETRIABLE',
      error: 'Mine',
      cause: 'because',
      inspectionData: {
        input: {},
        afterInputPath: {},
        afterParameters: {},
        errorDetails: { retryIndex: 1, retryBackoffIntervalSeconds: seconds },
      },
    });
  });

  it('is caught when the retries are used up', async () => {
    const stateConfiguration = { retrierRetryCount: 3 };
    const request = { definition, mock, stateConfiguration, input: { a: 1 } };
    expect(await answer(request)).toEqual({
      status: 'CAUGHT_ERROR',
      error: 'Mine',
      cause: 'because',
      nextState: 'B',
      output: { a: 1, e: { Error: 'Mine', Cause: 'because' } },
    });
    expect(await inspected(request)).toMatchObject({ errorDetails: { catchIndex: 1 } });
  });

  it('is caught with Assign and Output in JSONata', async () => {
    const catching = jsonata(
      task({
        Catch: [
          {
            ErrorEquals: ['Mine'],
            Assign: { seen: '{% $states.errorOutput.Error %}' },
            Output: '{% $states.errorOutput.Cause %}',
            Next: 'N',
          },
        ],
      }),
    );
    const request = { definition: catching, mock };
    expect(await answer(request)).toMatchObject({ status: 'CAUGHT_ERROR', output: 'because', nextState: 'N' });
    expect(await inspected(request)).toMatchObject({ variables: { seen: 'Mine' } });
  });

  it('may be an expression of its own: then it is that which is caught', async () => {
    const catching = jsonata(
      task({ Output: '{% $nothing.here %}', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'N' }] }),
    );
    expect(await answer({ definition: catching, mock: { result: {} } })).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'States.QueryEvaluationError',
      nextState: 'N',
    });
  });

  it('may be one of the fields that make the output', async () => {
    const definition = parallel({ ResultSelector: { 'x.$': '$.nowhere' } });
    const { status, error } = await answer({ definition, mock: { result: [1] } });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('fails the state where nobody handles it, without a cause where there is none', async () => {
    expect(await answer({ definition: parallel(), mock: { errorOutput: { error: 'E' } } })).toEqual({
      status: 'FAILED',
      error: 'E',
    });
  });
});

describe('the context object of a tested state', () => {
  const all = { ResultSelector: { 'all.$': '$$' } };

  it('is invented: an express execution', async () => {
    const { output } = await answer(
      { definition: task(all), input: { a: 1 }, mock: { result: 1 }, roleArn: 'arn:aws:iam::123456789012:role/r' },
      { now: 0, account: { id: '1', region: 'eu-west-1' } },
    );
    expect(output).toEqual({
      all: {
        Execution: {
          Id: 'arn:aws:states:eu-west-1:1:express:TestState:test-state',
          Input: { a: 1 },
          Name: 'test-state',
          RoleArn: 'arn:aws:iam::123456789012:role/r',
          StartTime: '1970-01-01T00:00:00.000Z',
        },
        StateMachine: { Id: 'arn:aws:states:eu-west-1:1:stateMachine:TestState', Name: 'TestState' },
        State: { Name: 'StateName', EnteredTime: '1970-01-01T00:00:00.000Z', RetryCount: 0 },
      },
    });
  });

  it('has a token where the task hands it on', async () => {
    const Resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
    const Parameters = { QueueUrl: 'q', MessageBody: { 't.$': '$$.Task.Token' } };
    const request = { definition: task({ Resource, Parameters }), mock: { result: 1 } };
    expect(await inspected(request)).toMatchObject({ afterParameters: { MessageBody: { t: 'test-state-token' } } });
    const context = { Task: { Token: 'mine' } };
    expect(await inspected({ ...request, context })).toMatchObject({ afterParameters: { MessageBody: { t: 'mine' } } });
  });

  it('is the one of the request, and nothing else', async () => {
    const context = '{"Execution":{"Name":"n"},"State":{}}';
    expect(await answer({ definition: task(all), mock: { result: 1 }, context })).toMatchObject({
      output: { all: { Execution: { Name: 'n' }, State: {} } },
    });
  });
});
