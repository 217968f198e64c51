export type Language = 'JSONPath' | 'JSONata';
type Fields = Readonly<Record<string, unknown>>;

const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:Work';
const ErrorEquals = ['States.ALL'];

/** A definition of so many states of five kinds, as text; no expression of one salt is one of another. */
export function definitionOf(QueryLanguage: Language, states: number, salt = 0): string {
  const kinds = QueryLanguage === 'JSONata' ? JSONATA : JSONPATH;
  const names = Array.from({ length: states }, (_, index) => `S${index}`);
  const entries = names.map((name, index): [string, Fields] => {
    const Next = names[index + 1];
    const kind = kinds[Next === undefined ? 0 : index % kinds.length];
    return [name, { ...kind?.(`${salt}x${index}`, Next ?? name), ...(Next === undefined ? { End: true } : {}) }];
  });
  const States = Object.fromEntries(entries.map(([name, state]) => [name, withoutNextAtEnd(state)]));
  return JSON.stringify({ QueryLanguage, StartAt: 'S0', States });
}

function withoutNextAtEnd(state: Fields): Fields {
  const { Next, ...rest } = state;
  return state['End'] === true || state['Type'] === 'Choice' ? rest : state;
}

type Kind = (id: string, Next: string) => Fields;

const JSONPATH: readonly Kind[] = [
  (id, Next) => ({
    Type: 'Task',
    Resource,
    Parameters: { 'id.$': `$.order.id${id}`, total: 3, 'text.$': `States.Format('{} {}', $.a${id}, $.b)` },
    ResultSelector: { 'value.$': '$.Payload.value' },
    ResultPath: `$.r${id}`,
    Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 }],
    Catch: [{ ErrorEquals, ResultPath: '$.error', Next }],
    TimeoutSeconds: 10,
    Next,
  }),
  (id, Next) => ({
    Type: 'Pass',
    Parameters: { 'a.$': `$.x${id}[0]`, b: { 'c.$': `$.list${id}[*].id` } },
    Assign: { [`v${id}`]: 1 },
    ResultPath: '$.p',
    Next,
  }),
  (id, Next) => ({
    Type: 'Choice',
    Choices: [
      {
        And: [
          { Variable: '$.a', IsPresent: true },
          { Variable: '$.a', NumericGreaterThan: 1 },
        ],
        Next,
      },
      { Variable: `$.b${id}`, StringMatches: 'a*', Next },
    ],
    Default: Next,
  }),
  (id, Next) => ({ Type: 'Wait', SecondsPath: `$.wait${id}`, Next }),
  (id, Next) => ({
    Type: 'Map',
    ItemsPath: `$.items${id}`,
    ItemProcessor: inner(id, { Parameters: { 'i.$': '$' } }),
    Next,
  }),
];

const JSONATA: readonly Kind[] = [
  (id, Next) => ({
    Type: 'Task',
    Resource,
    Arguments: { id: `{% $states.input.order.id${id} %}`, text: `{% $states.input.a${id} & ' ' & $string(1) %}` },
    Output: `{% $merge([$states.input, {'r${id}': $states.result.Payload}]) %}`,
    Assign: { [`v${id}`]: '{% $states.result.x %}' },
    Catch: [{ ErrorEquals, Output: '{% $states.errorOutput %}', Next }],
    Next,
  }),
  (id, Next) => ({
    Type: 'Pass',
    Output: { a: `{% $v${id} + 1 %}`, b: `{% $map($states.input.list, function($x) { $x.id${id} }) %}` },
    Next,
  }),
  (id, Next) => ({
    Type: 'Choice',
    Choices: [
      { Condition: `{% $states.input.a${id} > 1 and $exists($states.input.b) %}`, Next },
      { Condition: `{% $states.input.c = 'x${id}' %}`, Next },
    ],
    Default: Next,
  }),
  (id, Next) => ({ Type: 'Wait', Seconds: `{% $states.input.wait${id} %}`, Next }),
  (id, Next) => ({
    Type: 'Map',
    Items: `{% $states.input.items${id}[price > 3] %}`,
    ItemProcessor: inner(id, { Output: { i: `{% $states.context.Map.Item.Value.x${id} %}` } }),
    Next,
  }),
];

function inner(id: string, fields: Fields): Fields {
  return { StartAt: `M${id}`, States: { [`M${id}`]: { Type: 'Pass', End: true, ...fields } } };
}
