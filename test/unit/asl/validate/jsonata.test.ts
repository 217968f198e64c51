import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';
import { LAMBDA, only, testRules } from './rule-cases.ts';

const jsonata = { QueryLanguage: 'JSONata' };
const inTask = (fields: JsonObject) => only({ Type: 'Task', Resource: LAMBDA, End: true, ...fields }, jsonata);
const caught = (fields: JsonObject) => inTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A', ...fields }] });
const refused = (name: string, location: string) => ({
  code: 'UNSUPPORTED_JSONATA_EXPRESSION',
  message: `Reference to '${name}' is not supported.`,
  location,
});
const result = '{% $states.result.x %}';
const errorOutput = "{% $states.errorOutput.Error = 'E' %}";
const code = 'INVALID_JSONATA';

describe('validate: what $states has where', () => {
  testRules([
    {
      name: 'there is no result before the work',
      invalid: inTask({ Arguments: { a: result } }),
      valid: inTask({ Output: { a: result }, Assign: { x: [result] } }),
      code,
      pointer: '/States/A/Arguments/a',
      aws: refused('$states.result', '/States/A/Arguments/a'),
    },
    {
      name: 'there is no result in a Pass',
      invalid: only({ Type: 'Pass', Assign: { x: result }, End: true }, jsonata),
      valid: only({ Type: 'Pass', Assign: { x: '{% $states.input.result %}' }, End: true }, jsonata),
      code,
      pointer: '/States/A/Assign/x',
    },
    {
      name: 'there is no result in a Choice',
      invalid: choice({ Condition: '{% $states.result %}' }),
      valid: choice({ Condition: '{% $states.input %}' }),
      code,
      pointer: '/States/A/Choices/0/Condition',
    },
    {
      name: "there is no result in a rule's Assign",
      invalid: choice({ Condition: true, Assign: { x: result } }),
      valid: choice({ Condition: true, Assign: { x: '{% $result %}' } }),
      code,
      pointer: '/States/A/Choices/0/Assign/x',
    },
    {
      name: 'there is no result where the work failed',
      invalid: caught({ Output: result }),
      valid: caught({ Output: errorOutput, Assign: { e: errorOutput } }),
      code,
      pointer: '/States/A/Catch/0/Output',
    },
    {
      name: 'there is an error output in catchers only',
      invalid: inTask({ Output: '{% [$states.errorOutput, $states.input] %}' }),
      valid: inTask({ Output: "{% 'errorOutput' & $states.input.errorOutput %}" }),
      code,
      pointer: '/States/A/Output',
      aws: refused('$states.errorOutput', '/States/A/Output'),
    },
  ]);

  it.each<[string, readonly string[]]>([
    ['{% a + b + a %}', ['a', 'b']],
    ['{% $ & $$.x %}', ['$', '$$']],
    ['{% $states.input.a + b %}', ['b']],
    ['{% $states.input[a > 1].b %}', []],
    ['{% $map($states.input, function($x) { y }) %}', []],
  ])('names each top-level reference of %s once', (Output, names) => {
    const { problems } = validate(only({ Type: 'Pass', Output, End: true }, jsonata), { dialect: 'asl' });
    const message = (name: string) => `Reference to '${name}' at the top level is not supported.`;
    expect(problems.map(({ aws }) => aws?.message)).toEqual(names.map(message));
  });

  it.each(['$', '$x', '$states', '$states.input', '$x.y_1.z', '$states.input.and.b', '$x.in', '$x.function'])(
    'takes %s as its parser does',
    (text) => {
      const plain = validate(only({ Type: 'Pass', Output: `{% ${text} %}`, End: true }, jsonata));
      const parsed = validate(only({ Type: 'Pass', Output: `{% (${text}) %}`, End: true }, jsonata));
      expect(plain.valid).toBe(parsed.valid);
    },
  );
});

function choice(rule: { readonly [name: string]: Json }): JsonObject {
  return {
    ...jsonata,
    StartAt: 'A',
    States: { A: { Type: 'Choice', Choices: [{ Next: 'B', ...rule }], Default: 'B' }, B: { Type: 'Succeed' } },
  };
}
