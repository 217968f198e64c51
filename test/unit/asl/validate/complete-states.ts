import type { Json, JsonObject } from '../../../../src/asl/json.ts';

const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:Work';
const s3 = (action: string) => `arn:aws:states:::s3:${action}`;
const inner = (name: string, extra: JsonObject = {}): JsonObject => ({
  StartAt: name,
  States: { [name]: { Type: 'Pass', End: true } },
  ...extra,
});
const distributed = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
const Retry = [
  {
    ErrorEquals: ['States.Timeout'],
    IntervalSeconds: 1,
    MaxAttempts: 2,
    BackoffRate: 1.5,
    MaxDelaySeconds: 9,
    JitterStrategy: 'FULL',
    Comment: 'c',
  },
];

/** Definitions that together give every field of every state type a value, in JSONPath. */
export const JSONPATH: JsonObject = {
  Comment: 'c',
  QueryLanguage: 'JSONPath',
  Version: '1.0',
  TimeoutSeconds: 60,
  StartAt: 'Pass',
  States: {
    Pass: {
      Type: 'Pass',
      Comment: 'c',
      QueryLanguage: 'JSONPath',
      InputPath: '$.a',
      OutputPath: null,
      ResultPath: '$.r',
      Parameters: { 'a.$': '$.b' },
      Assign: { 'x.$': '$.c' },
      Next: 'Result',
    },
    Result: { Type: 'Pass', Result: { a: 1 }, ResultPath: null, Next: 'Task' },
    Task: {
      Type: 'Task',
      Resource,
      InputPath: '$',
      OutputPath: '$.o',
      Parameters: { 'a.$': "States.Format('{}', $x)" },
      ResultSelector: { 'b.$': '$.c' },
      ResultPath: '$.r',
      Credentials: { RoleArn: 'r' },
      TimeoutSeconds: 9,
      HeartbeatSeconds: 3,
      Retry,
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Assign: { 'e.$': '$' }, Comment: 'c', Next: 'Paths' }],
      Assign: { y: 2 },
      Next: 'Paths',
    },
    Paths: { Type: 'Task', Resource, TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$.h', Next: 'Choice' },
    Choice: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.a', NumericGreaterThan: 1 },
            { Not: { Variable: '$.b', StringEqualsPath: '$.c' } },
            {
              Or: [
                { Variable: '$$.Execution.Id', StringMatches: 'x*' },
                { Variable: '$.d', IsPresent: true },
              ],
            },
          ],
          Comment: 'c',
          Assign: { z: 1 },
          Next: 'Seconds',
        },
        { Variable: '$.t', TimestampLessThan: '2026-01-01T00:00:00Z', Next: 'Seconds' },
        { Variable: '$.t', BooleanEquals: true, Next: 'Seconds' },
      ],
      Default: 'Timestamp',
      InputPath: '$',
      OutputPath: '$',
      Assign: { w: 1 },
    },
    Seconds: { Type: 'Wait', Seconds: 1, Next: 'SecondsPath' },
    SecondsPath: { Type: 'Wait', SecondsPath: '$.s', Next: 'Timestamp' },
    Timestamp: { Type: 'Wait', Timestamp: '2026-01-01T00:00:00Z', Next: 'TimestampPath' },
    TimestampPath: { Type: 'Wait', TimestampPath: '$.t', Next: 'Parallel' },
    Parallel: {
      Type: 'Parallel',
      Branches: [inner('B1', { Comment: 'c' }), inner('B2')],
      Parameters: { 'a.$': '$.b' },
      ResultSelector: { 'b.$': '$[0]' },
      ResultPath: '$.r',
      Retry,
      Catch: [{ ErrorEquals: ['E'], Next: 'Map' }],
      Next: 'Map',
    },
    Map: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'i.$': '$$.Map.Item.Value' },
      MaxConcurrency: 2,
      ToleratedFailureCount: 1,
      ToleratedFailurePercentage: 5,
      ItemProcessor: inner('M1', { ProcessorConfig: { Mode: 'INLINE' } }),
      Retry,
      Next: 'Distributed',
    },
    Distributed: {
      Type: 'Map',
      Label: 'label',
      ItemReader: {
        Resource: s3('getObject'),
        ReaderConfig: {
          InputType: 'CSV',
          CSVHeaderLocation: 'GIVEN',
          CSVHeaders: ['a'],
          CSVDelimiter: 'TAB',
          MaxItemsPath: '$.most',
        },
        Parameters: { Bucket: 'b', 'Key.$': '$.k' },
      },
      ItemBatcher: { MaxItemsPerBatchPath: '$.n', MaxInputBytesPerBatch: 9, BatchInput: { 'a.$': '$.b' } },
      ResultWriter: {
        Resource: s3('putObject'),
        Parameters: { Bucket: 'b', Prefix: 'p' },
        WriterConfig: { OutputType: 'JSONL', Transformation: 'COMPACT' },
      },
      MaxConcurrencyPath: '$.max',
      ToleratedFailureCountPath: '$.count',
      ToleratedFailurePercentagePath: '$.part',
      ItemProcessor: inner('M2', distributed),
      Next: 'Legacy',
    },
    Legacy: { Type: 'Map', Parameters: { 'a.$': '$' }, Iterator: inner('M3'), Next: 'Job' },
    Job: {
      Type: 'Task',
      Processor: 'https://host/path',
      Mode: 'Sync',
      Method: 'PUT',
      Headers: { 'h.$': '$.h' },
      QueryParameters: { q: '1' },
      Delivery: 'AtMostOnce',
      InputSchema: { type: 'object' },
      OutputSchema: true,
      Next: 'Kafka',
    },
    Kafka: {
      Type: 'Task',
      Processor: 'kafka://topic',
      Mode: 'Async',
      Group: 'g',
      ReplyTopic: 'replies',
      Correlation: { Request: '$request.id', Reply: '$reply.id' },
      Next: 'Fork',
    },
    Fork: {
      Type: 'Parallel',
      Branches: [inner('F1'), inner('F2')],
      Completion: 'Detached',
      Catch: [{ ErrorEquals: ['SFC.ForkOpen'], Next: 'Join' }],
      Next: 'Join',
    },
    Join: {
      Type: 'Join',
      Of: ['Fork'],
      Until: { Count: 1 },
      Rest: 'Continue',
      TimeoutSeconds: 9,
      ResultSelector: { 'a.$': '$[0]' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Fail' }],
      Next: 'Succeed',
    },
    Succeed: { Type: 'Succeed', InputPath: '$', OutputPath: '$.o', Comment: 'c' },
    Fail: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('{}', $.c)", Comment: 'c' },
  },
  schemaVersion: '1.0',
  Triggers: [
    {
      Topic: 't',
      Group: 'g',
      Filter: { Variable: '$.a', IsPresent: true },
      FlowName: '$.key',
      Input: { 'a.$': '$.value' },
    },
  ],
  InputSchema: { type: 'object' },
  OutputSchema: { type: 'object' },
  Worker: { Mode: 'Specific', MinReplicas: 1, MaxReplicas: 2, Concurrency: 3 },
};

/** The same in JSONata, as far as it has fields of its own. */
export const JSONATA: JsonObject = {
  QueryLanguage: 'JSONata',
  StartAt: 'Pass',
  States: {
    Pass: {
      Type: 'Pass',
      Output: { a: '{% $states.input.b %}' },
      Assign: { x: '{% $states.input.c %}' },
      Next: 'Task',
    },
    Task: {
      Type: 'Task',
      Resource,
      Arguments: { a: '{% $x & "b" %}' },
      Output: '{% $states.result.a[b > 1] %}',
      Assign: { y: '{% $states.result %}' },
      Credentials: { RoleArn: '{% $role %}' },
      TimeoutSeconds: '{% $t %}',
      HeartbeatSeconds: 3,
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Output: '{% $states.errorOutput %}',
          Assign: { e: '{% $states.errorOutput %}' },
          Next: 'Choice',
        },
      ],
      Next: 'Choice',
    },
    Choice: {
      Type: 'Choice',
      Choices: [
        {
          Condition: '{% $states.input.a > 1 %}',
          Assign: { z: 1 },
          Output: '{% $states.input %}',
          Comment: 'c',
          Next: 'Wait',
        },
        { Condition: true, Next: 'Timestamp' },
      ],
      Default: 'Timestamp',
      Output: { a: 1 },
    },
    Wait: { Type: 'Wait', Seconds: '{% $s %}', Output: 1, Next: 'Timestamp' },
    Timestamp: { Type: 'Wait', Timestamp: '{% $now() %}', Next: 'Parallel' },
    Parallel: {
      Type: 'Parallel',
      Branches: [inner('B1')],
      Arguments: '{% $states.input %}',
      Output: '{% $states.result %}',
      Next: 'Map',
    },
    Map: {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ItemSelector: { i: '{% $states.context.Map.Item.Value %}' },
      MaxConcurrency: '{% $n %}',
      ToleratedFailureCount: '{% $n %}',
      ToleratedFailurePercentage: '{% $n %}',
      ItemProcessor: inner('M1'),
      Output: '{% $states.result %}',
      Next: 'Distributed',
    },
    Distributed: {
      Type: 'Map',
      ItemReader: {
        Resource: s3('getObject'),
        ReaderConfig: { InputType: 'JSON', MaxItems: '{% $n %}' },
        Arguments: { Bucket: 'b', Key: '{% $k %}' },
      },
      ItemBatcher: { MaxItemsPerBatch: '{% $n %}', MaxInputBytesPerBatch: '{% $n %}', BatchInput: '{% $b %}' },
      ResultWriter: { Resource: s3('putObject'), Arguments: { Bucket: '{% $b %}' } },
      ItemProcessor: inner('M2', distributed),
      Next: 'Kafka',
    },
    Kafka: {
      Type: 'Task',
      Processor: 'kafka://topic',
      Mode: 'Async',
      Correlation: { Request: '{% $request.id %}', Reply: '{% $reply.id %}' },
      Next: 'Job',
    },
    Job: { Type: 'Task', Processor: 'http://h', Method: '{% $m %}', Headers: '{% $h %}', Next: 'Fork' },
    Fork: { Type: 'Map', Items: [1, 2], ItemProcessor: inner('F1'), Completion: 'Detached', Next: 'Join' },
    Join: { Type: 'Join', Of: 'Fork', Until: 'Any', Output: '{% $states.result %}', Next: 'Fail' },
    Fail: { Type: 'Fail', Error: '{% $e %}', Cause: 'c' },
  },
  Triggers: [
    { Topic: 't', Filter: '{% $states.input.value.ok %}', FlowName: '{% $states.input.key %}', Input: { a: 1 } },
  ],
};

/** Every member and item of a document, by the names that lead to it. */
export function placesIn(value: Json, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) => [[...at, key], ...placesIn(item, [...at, key])]);
}

/** The document with another value at a place, or without it. */
export function replaced(document: Json, [key, ...rest]: readonly (string | number)[], value: Json | undefined): Json {
  if (key === undefined) return value ?? null;
  const copy = structuredClone(document) as Record<string, Json>;
  const within = copy[key] ?? null;
  if (rest.length > 0) copy[key] = replaced(within, rest, value);
  else if (value !== undefined) copy[key] = value;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}
