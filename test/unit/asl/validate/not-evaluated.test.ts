import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';
import { choice, map, only, pass, task, testRules } from './rule-cases.ts';

const warned = { code: 'NOT_EVALUATED', severity: 'warning' } as const;
const jsonata = (fields: { readonly [name: string]: Json }) =>
  only({ Type: 'Pass', End: true, ...fields }, { QueryLanguage: 'JSONata' });

const dynamic = ['$.a', '$.a.b[0]', "$['a']", '$[0]', '$$.Execution.Id', '$..a', '$.*', "States.Format('{}', $.a)"];
const plain = ['$', '$5', '$.', '$ .a', 'a$.b', 'States.Format', 'States.format(1)', '$amount', 'US$.'];

describe('validate: texts that are written as expressions and are not evaluated', () => {
  testRules([
    ...dynamic.map((text) => ({
      ...warned,
      name: `a template field without .$ that holds ${text}`,
      invalid: task({ Parameters: { deep: [{ a: text }] } }),
      valid: task({ Parameters: { deep: [{ 'a.$': text }] } }),
      pointer: '/States/A/Parameters/deep/0/a',
      aws: {
        code: 'NO_DOLLAR',
        message: 'No .$ on a field that appears to be a JSONPath or Intrinsic Function.',
        location: '/States/A/Parameters/deep[0]/a',
      },
    })),
    {
      ...warned,
      name: 'an item of a list, which no name can make dynamic',
      invalid: pass({ Parameters: { a: ['$.b'] } }),
      valid: pass({ Parameters: { 'a.$': 'States.Array($.b)' } }),
      pointer: '/States/A/Parameters/a/0',
    },
    {
      ...warned,
      name: 'a JSONata expression in a JSONPath state',
      invalid: pass({ Parameters: { a: '{% $states.input %}' } }),
      valid: jsonata({ Output: { a: '{% $states.input %}' } }),
      pointer: '/States/A/Parameters/a',
    },
    ...['$states.input.a', '{% $x', ' {% $x %}', '{% $x %} '].map((text) => ({
      ...warned,
      name: `a JSONata state's text ${JSON.stringify(text)}`,
      invalid: jsonata({ Output: { a: text } }),
      valid: jsonata({ Output: { a: '$x', b: 'x %}', c: '{ %' } }),
      pointer: '/States/A/Output/a',
    })),
    {
      ...warned,
      name: "Fail's Cause that is a path",
      invalid: only({ Type: 'Fail', Cause: '$.cause' }),
      valid: only({ Type: 'Fail', CausePath: '$.cause' }),
      pointer: '/States/A/Cause',
      aws: {
        code: 'NO_PATH',
        message: "Field value looks like a path, but field name does not end with 'Path'.",
        location: '/States/A/Cause',
      },
    },
    {
      ...warned,
      name: "a comparison's operand that is a path",
      invalid: choice([{ Variable: '$.a', StringEquals: '$.b', Next: 'B' }]),
      valid: choice([{ Variable: '$.a', StringEqualsPath: '$.b', Next: 'B' }]),
      pointer: '/States/A/Choices/0/StringEquals',
    },
    {
      ...warned,
      name: "Fail's Cause in JSONata is not taken for a path",
      invalid: only({ Type: 'Fail', Cause: '$.cause' }),
      valid: only({ Type: 'Fail', Cause: '$.cause' }, { QueryLanguage: 'JSONata' }),
      pointer: '/States/A/Cause',
    },
    ...[{ 'a.$': '$.b' }, ['$.b'], 'States.UUID()', { a: { b: '$.c' } }].map((Result) => ({
      ...warned,
      name: `a Result ${JSON.stringify(Result)}`,
      invalid: pass({ Result }),
      valid: pass({ Result: { a: ['b', 1, null] } }),
      pointer: '/States/A/Result',
      aws: {
        code: 'PASS_RESULT_IS_STATIC',
        message: 'Attempt to use a path in the result of a pass state.',
        location: '/States/A/Result',
      },
    })),
  ]);

  it.each(plain)('says nothing of the text %j', (text) => {
    expect(validate(map({ ItemSelector: { a: text } })).problems).toEqual([]);
  });
});
