import { describe } from 'vitest';
import { job, LAMBDA, machine, only, pass, testRules } from './rule-cases.ts';

const kafka = (fields: object = {}, top: object = {}) =>
  job({ Processor: 'kafka://work', Mode: 'Async', ...fields }, { ...top });
const triggered = (fields: object) => ({ ...pass(), Triggers: [{ Topic: 'orders', ...fields }] });
const worker = (fields: object) => ({ ...pass(), Worker: { ...fields } });
const rest = (fields: object = {}) => job({ Processor: 'https://example.com/work', ...fields });

describe('validate: the top level of SFC', () => {
  testRules([
    {
      name: 'a processor that the installation cannot serve yet',
      invalid: job({ Processor: 'grpc://quotes:443/pkg.Service/Method' }),
      valid: job({ Processor: 'https://quotes/' }),
      code: 'UNSERVED_PROCESSOR',
      pointer: '/States/A/Processor',
      severity: 'warning',
      options: { serves: (processor) => processor.startsWith('https:') },
    },
    {
      name: 'knows the schema version',
      invalid: { ...pass(), schemaVersion: '2.0' },
      valid: { ...pass(), schemaVersion: '1.0', Version: 'v7' },
      code: 'WRONG_VALUE',
      pointer: '/schemaVersion',
    },
    {
      name: 'a trigger has a topic',
      invalid: { ...pass(), Triggers: [{}] },
      valid: triggered({}),
      code: 'MISSING_FIELD',
      pointer: '/Triggers/0',
    },
    {
      name: 'a topic has a name that Kafka takes',
      invalid: triggered({ Topic: 'raw orders' }),
      valid: triggered({ Topic: 'raw_order_tmall', Group: 'SFC' }),
      code: 'INVALID_TOPIC',
      pointer: '/Triggers/0/Topic',
    },
    {
      name: 'a Filter is a rule',
      invalid: triggered({ Filter: { Variable: '$.value.a' } }),
      valid: triggered({ Filter: { Variable: '$.value.a', IsPresent: true } }),
      code: 'INVALID_CHOICE_RULE',
      pointer: '/Triggers/0/Filter',
    },
    {
      name: 'a Filter leads nowhere',
      invalid: triggered({ Filter: { Variable: '$.a', IsNull: true, Next: 'A' } }),
      valid: triggered({ Filter: { Variable: '$.a', IsNull: true } }),
      code: 'UNKNOWN_FIELD',
      pointer: '/Triggers/0/Filter/Next',
    },
    {
      name: 'a FlowName is an expression',
      invalid: triggered({ FlowName: 'order' }),
      valid: triggered({ FlowName: '$.value.id', Input: { 'id.$': '$.key' } }),
      code: 'INVALID_INTRINSIC',
      pointer: '/Triggers/0/FlowName',
    },
    {
      name: 'an Input that begins as an expression is one',
      invalid: triggered({ Input: 'States.Nothing($.value)' }),
      valid: triggered({ Input: '$.value' }),
      code: 'INVALID_INTRINSIC',
      pointer: '/Triggers/0/Input',
    },
    {
      name: 'triggers follow the query language',
      invalid: { ...triggered({ FlowName: '$.value.id' }), QueryLanguage: 'JSONata' },
      valid: {
        ...triggered({ FlowName: '{% $states.input.value.id %}', Filter: '{% $states.input.value.ok %}' }),
        QueryLanguage: 'JSONata',
      },
      code: 'WRONG_TYPE',
      pointer: '/Triggers/0/FlowName',
    },
    {
      name: 'a schema is an object or a boolean',
      invalid: { ...pass(), InputSchema: 'object' },
      valid: { ...pass(), InputSchema: { type: 'object' }, OutputSchema: true },
      code: 'WRONG_TYPE',
      pointer: '/InputSchema',
    },
    {
      name: 'workers have a mode',
      invalid: worker({ Mode: 'Private' }),
      valid: worker({ Mode: 'Specific', MinReplicas: 0, MaxReplicas: 2, Concurrency: 8 }),
      code: 'WRONG_VALUE',
      pointer: '/Worker/Mode',
    },
    {
      name: 'workers have a sensible range',
      invalid: worker({ MinReplicas: 3, MaxReplicas: 2 }),
      valid: worker({ MinReplicas: 2, MaxReplicas: 2 }),
      code: 'OUT_OF_RANGE',
      pointer: '/Worker/MinReplicas',
    },
    {
      name: 'a blueprint says its start once',
      invalid: { ...pass(), startstate: 'A' },
      valid: { startstate: 'A', states: { A: { Type: 'Succeed' } } },
      code: 'ALIAS_CONFLICT',
      pointer: '/startstate',
    },
    {
      name: "pointers name the author's fields",
      invalid: { startstate: 'A', states: { A: { Type: 'Pass' } } },
      valid: { StartState: 'A', states: { A: { Type: 'Succeed' } } },
      code: 'MISSING_FIELD',
      pointer: '/states/A',
    },
  ]);
});

describe('validate: processors', () => {
  testRules([
    {
      name: 'a task has one processor',
      invalid: job({ Processor: LAMBDA, Resource: LAMBDA }),
      valid: job({ Processor: LAMBDA, Mode: 'Sync' }),
      code: 'CONFLICTING_FIELDS',
      pointer: '/States/A',
    },
    ...[
      'ftp://host/x',
      'https://',
      'grpc://host/pkg.S/M',
      'grpc://host:1/M',
      'kafka://',
      'kafka://a/b',
      'sfc:blueprint:',
      'sfc:blueprint:x:0',
      'work',
    ].map((Processor) => ({
      name: `"${Processor}" is no processor`,
      invalid: job({ Processor }),
      valid: job({ Processor: 'grpcs://host:443/pkg.v1.Service/Method', Delivery: 'AtMostOnce' }),
      code: 'INVALID_PROCESSOR' as const,
      pointer: '/States/A/Processor',
    })),
    {
      name: 'an ARN is checked as in ASL',
      invalid: job({ Processor: 'arn:aws:states:::dynamodb:query' }),
      valid: job({ Processor: 'arn:aws:states:::dynamodb:getItem', Parameters: { TableName: 't', Key: {} } }),
      code: 'INVALID_RESOURCE',
      pointer: '/States/A/Processor',
    },
    {
      name: 'a sub-flow may name its version',
      invalid: job({ Processor: 'sfc:blueprint:x:latest' }),
      valid: job({ Processor: 'sfc:blueprint:x:2' }),
      code: 'INVALID_PROCESSOR',
      pointer: '/States/A/Processor',
    },
    {
      name: 'Kafka is asynchronous',
      invalid: job({ Processor: 'kafka://work' }),
      valid: kafka(),
      code: 'MODE_MISMATCH',
      pointer: '/States/A',
    },
    {
      name: 'asynchronous is Kafka',
      invalid: rest({ Mode: 'Async' }),
      valid: rest({ Mode: 'Sync' }),
      code: 'MODE_MISMATCH',
      pointer: '/States/A/Mode',
    },
    {
      name: 'a Resource is not asynchronous',
      invalid: job({ Resource: LAMBDA, Mode: 'Async' }),
      valid: job({ Resource: LAMBDA, Mode: 'Sync' }),
      code: 'MODE_MISMATCH',
      pointer: '/States/A/Mode',
    },
    {
      name: 'Group belongs to Kafka',
      invalid: rest({ Group: 'g' }),
      valid: kafka({ Group: 'g', ReplyTopic: 'replies' }),
      code: 'FIELD_NEEDS_PROCESSOR',
      pointer: '/States/A/Group',
    },
    {
      name: 'Method belongs to HTTP',
      invalid: kafka({ Method: 'PUT' }),
      valid: rest({ Method: 'PUT', Headers: { 'x.$': '$.x' }, QueryParameters: { q: '1' } }),
      code: 'FIELD_NEEDS_PROCESSOR',
      pointer: '/States/A/Method',
    },
    {
      name: 'Method is an HTTP method',
      invalid: rest({ Method: 'SEND' }),
      valid: rest({ Method: 'PATCH' }),
      code: 'WRONG_VALUE',
      pointer: '/States/A/Method',
    },
    {
      name: 'a Correlation has two sides',
      invalid: kafka({ Correlation: { Request: '$request.id' } }),
      valid: kafka({ Correlation: { Request: '$request.id', Reply: '$reply.orderId' } }),
      code: 'MISSING_FIELD',
      pointer: '/States/A/Correlation',
    },
    {
      name: 'no reply has no reply topic',
      invalid: kafka({ Reply: 'None', ReplyTopic: 'r' }),
      valid: kafka({ Reply: 'None' }),
      code: 'CONFLICTING_FIELDS',
      pointer: '/States/A/ReplyTopic',
    },
    {
      name: 'a topic and its group fit into one name',
      invalid: kafka({ Group: 'g'.repeat(245) }),
      valid: kafka({ Group: 'g'.repeat(244) }),
      code: 'INVALID_TOPIC',
      pointer: '/States/A/Group',
    },
    {
      name: 'a job does not trigger its own blueprint',
      invalid: kafka({}, { Triggers: [{ Topic: 'work' }] }),
      valid: kafka({ Group: 'g' }, { Triggers: [{ Topic: 'work' }] }),
      code: 'TOPIC_LOOP',
      pointer: '/States/A/Processor',
    },
    {
      name: 'nor by its transfer topic',
      invalid: kafka({ Group: 'g' }, { Triggers: [{ Topic: 'work.g' }] }),
      valid: kafka({ Group: 'h' }, { Triggers: [{ Topic: 'work.g' }] }),
      code: 'TOPIC_LOOP',
      pointer: '/States/A/Processor',
    },
  ]);
});

const fork = (fields: object = {}, name = 'F') => ({
  [name]: {
    Type: 'Parallel',
    Branches: [machine(`${name}1`), machine(`${name}2`)],
    Completion: 'Detached',
    Next: 'J',
    ...fields,
  },
});
const flow = (forkFields: object = {}, join: object = {}) => ({
  StartAt: 'F',
  States: { ...fork(forkFields), J: { Type: 'Join', Of: 'F', End: true, ...join } },
});

describe('validate: forks and joins', () => {
  testRules([
    ...(['Retry', 'ResultSelector', 'ResultPath'] as const).map((field) => ({
      name: `a fork has no ${field}`,
      invalid: flow({ [field]: { Retry: [{ ErrorEquals: ['E'] }], ResultSelector: {}, ResultPath: '$.x' }[field] }),
      valid: flow(),
      code: 'INVALID_FORK' as const,
      pointer: `/States/F/${field}`,
    })),
    {
      name: 'a fork catches SFC.ForkOpen only',
      invalid: flow({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'J' }] }),
      valid: flow({ Catch: [{ ErrorEquals: ['SFC.ForkOpen'], Next: 'J' }] }),
      code: 'INVALID_FORK',
      pointer: '/States/F/Catch/0',
    },
    {
      name: 'Completion is Detached or absent',
      invalid: flow({ Completion: 'Waits' }),
      valid: flow(),
      code: 'WRONG_VALUE',
      pointer: '/States/F/Completion',
    },
    {
      name: 'a Join names a fork',
      invalid: only({ Type: 'Join', Of: 'F', End: true }),
      valid: flow(),
      code: 'NO_FORK',
      pointer: '/States/A/Of',
    },
    {
      name: 'a Join names each fork once',
      invalid: flow({}, { Of: ['F', 'F'] }),
      valid: flow({}, { Of: ['F'] }),
      code: 'NO_FORK',
      pointer: '/States/J/Of/1',
    },
    {
      name: 'a Parallel that waits is no fork',
      invalid: {
        StartAt: 'F',
        States: {
          F: { Type: 'Parallel', Branches: [machine('B')], Next: 'J' },
          J: { Type: 'Join', Of: 'F', End: true },
        },
      },
      valid: flow(),
      code: 'NO_FORK',
      pointer: '/States/J/Of',
    },
    {
      name: 'Until is All, Any or a count',
      invalid: flow({}, { Until: 'Most' }),
      valid: flow({}, { Until: { Count: 2 }, Rest: 'Continue', TimeoutSeconds: 5 }),
      code: 'WRONG_VALUE',
      pointer: '/States/J/Until',
    },
    {
      name: 'a count is at least 1',
      invalid: flow({}, { Until: { Count: 0 } }),
      valid: flow({}, { Until: { Count: 1 } }),
      code: 'OUT_OF_RANGE',
      pointer: '/States/J/Until/Count',
    },
    {
      name: 'a count above the branches is a warning',
      invalid: flow({}, { Until: { Count: 3 } }),
      valid: flow({}, { Until: { Count: 2 } }),
      code: 'UNSATISFIABLE_JOIN',
      pointer: '/States/J/Until/Count',
      severity: 'warning',
    },
    {
      name: 'a fork that no Join names is a warning',
      invalid: { StartAt: 'F', States: { ...fork({ Next: 'Z' }), Z: { Type: 'Succeed' } } },
      valid: flow(),
      code: 'FORK_NOT_JOINED',
      pointer: '/States/F',
      severity: 'warning',
    },
    {
      name: 'a fork whose Join comes before it is a warning',
      invalid: {
        StartAt: 'G',
        States: {
          ...fork({ Next: 'J' }, 'G'),
          J: { Type: 'Join', Of: ['G', 'F'], Next: 'F' },
          ...fork({ Next: 'Z' }),
          Z: { Type: 'Succeed' },
        },
      },
      valid: flow(),
      code: 'FORK_NOT_JOINED',
      pointer: '/States/F',
      severity: 'warning',
    },
    {
      name: 'a Join has no Retry',
      invalid: flow({}, { Retry: [] }),
      valid: flow({}, { ResultPath: '$.j', Catch: [] }),
      code: 'UNKNOWN_FIELD',
      pointer: '/States/J/Retry',
    },
  ]);
});
