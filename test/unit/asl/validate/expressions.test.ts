import { describe } from 'vitest';
import { choice, map, only, pass, task, testRules } from './rule-cases.ts';

const jsonata = (state: Record<string, never> | object) =>
  only({ Type: 'Pass', End: true, ...state }, { QueryLanguage: 'JSONata' });
const badField = (field: string, location: string) => ({
  message: `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
  location,
});

describe('validate: expressions and query languages', () => {
  testRules([
    {
      name: 'InputPath is a path',
      invalid: pass({ InputPath: 'a.b' }),
      valid: pass({ InputPath: '$..a[?(@.b > 1)]' }),
      code: 'INVALID_PATH',
      pointer: '/States/A/InputPath',
      aws: { message: 'Value must be a valid JSONPath.', location: '/States/A/InputPath' },
    },
    {
      name: 'InputPath may be null',
      invalid: pass({ InputPath: 1 }),
      valid: pass({ InputPath: null, OutputPath: null }),
      code: 'WRONG_TYPE',
      pointer: '/States/A/InputPath',
    },
    {
      name: 'ResultPath is a reference path',
      invalid: pass({ ResultPath: '$.a[*]' }),
      valid: pass({ ResultPath: "$.a['b c'].d" }),
      code: 'INVALID_REFERENCE_PATH',
      pointer: '/States/A/ResultPath',
      aws: { message: 'Value is not a Reference Path', location: '/States/A/ResultPath' },
    },
    {
      name: 'a number does not come from the context object',
      invalid: map({ MaxConcurrencyPath: '$$.Execution.Input.n' }),
      valid: map({ MaxConcurrencyPath: '$n' }),
      code: 'INVALID_REFERENCE_PATH',
      pointer: '/States/A/MaxConcurrencyPath',
    },
    {
      name: 'items may come from the context object',
      invalid: map({ ItemsPath: 'n' }),
      valid: map({ ItemsPath: '$$.Execution.Input.n' }),
      code: 'INVALID_PATH',
      pointer: '/States/A/ItemsPath',
    },
    {
      name: 'a template field holds an expression',
      invalid: pass({ Parameters: { a: { 'b.$': 'text' } } }),
      valid: pass({ Parameters: { a: { 'b.$': "States.Format('{}', $.c)" } } }),
      code: 'INVALID_INTRINSIC',
      pointer: '/States/A/Parameters/a/b.$',
      aws: badField('b.$', '/States/A/Parameters/a'),
    },
    {
      name: 'a template field holds a string',
      invalid: pass({ Parameters: [{ 'b.$': 1 }] }),
      valid: pass({ Parameters: [{ 'b.$': '$$.State.Name' }] }),
      code: 'INVALID_INTRINSIC',
      pointer: '/States/A/Parameters/0/b.$',
      aws: badField('b.$', '/States/A/Parameters[0]'),
    },
    {
      name: 'intrinsic functions are known',
      invalid: pass({ Parameters: { 'a.$': 'States.Guess()' } }),
      valid: pass({ Parameters: { 'a.$': 'States.UUID()' } }),
      code: 'INVALID_INTRINSIC',
      pointer: '/States/A/Parameters/a.$',
    },
    {
      name: 'a template gives each field once',
      invalid: pass({ Parameters: { a: 1, 'a.$': '$.a' } }),
      valid: pass({ Parameters: { a: 1, 'b.$': '$.a' } }),
      code: 'DUPLICATE_TEMPLATE_FIELD',
      pointer: '/States/A/Parameters/a.$',
    },
    {
      name: 'ErrorPath is a path or a call',
      invalid: only({ Type: 'Fail', ErrorPath: 'E' }),
      valid: only({ Type: 'Fail', ErrorPath: "States.Format('{}', $.e)" }),
      code: 'INVALID_INTRINSIC',
      pointer: '/States/A/ErrorPath',
    },
    {
      name: 'Result is not a template',
      invalid: pass({ Parameters: { 'a.$': 'x' } }),
      valid: pass({ Result: { a: 'x' } }),
      code: 'INVALID_INTRINSIC',
      pointer: '/States/A/Parameters/a.$',
    },
    {
      name: 'JSONPath states have no Output',
      invalid: pass({ Output: 1 }),
      valid: pass({ OutputPath: '$' }),
      code: 'WRONG_QUERY_LANGUAGE',
      pointer: '/States/A/Output',
      aws: {
        message:
          "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
        location: '/States/A',
      },
    },
    {
      name: 'JSONata states have no InputPath',
      invalid: jsonata({ InputPath: '$' }),
      valid: jsonata({ Output: { a: [1, '{% $states.input %}'] } }),
      code: 'WRONG_QUERY_LANGUAGE',
      pointer: '/States/A/InputPath',
      aws: {
        message:
          "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage",
        location: '/States/A',
      },
    },
    {
      name: 'a JSONata blueprint has no JSONPath states',
      invalid: jsonata({ QueryLanguage: 'JSONPath' }),
      valid: pass({ QueryLanguage: 'JSONata' }),
      code: 'WRONG_QUERY_LANGUAGE',
      pointer: '/States/A/QueryLanguage',
      aws: {
        message: "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        location: '/States/A',
      },
    },
    {
      name: 'the language of a Map is not that of its states',
      invalid: map(
        { QueryLanguage: 'JSONata' },
        { StartAt: 'M', States: { M: { Type: 'Pass', Output: 1, End: true } } },
      ),
      valid: map(
        { QueryLanguage: 'JSONata' },
        { StartAt: 'M', States: { M: { Type: 'Pass', OutputPath: '$', End: true } } },
      ),
      code: 'WRONG_QUERY_LANGUAGE',
      pointer: '/States/A/ItemProcessor/States/M/Output',
    },
    {
      name: 'query languages are known',
      invalid: pass({ QueryLanguage: 'jsonata' }),
      valid: pass({ QueryLanguage: 'JSONPath' }),
      code: 'WRONG_VALUE',
      pointer: '/States/A/QueryLanguage',
    },
    {
      name: 'JSONata is parsed',
      invalid: jsonata({ Output: { a: '{% 1 + %}' } }),
      valid: jsonata({ Output: { a: '{% 1 + 1 %}' } }),
      code: 'INVALID_JSONATA',
      pointer: '/States/A/Output/a',
      aws: {
        code: 'INVALID_JSONATA_EXPRESSION',
        message: 'Unexpected end of expression',
        location: '/States/A/Output/a',
      },
    },
    ...[
      'phone',
      '$',
      '$$',
      '$sum(a.b)',
      '{"a": b}',
      '[a]',
      'a[b=1]',
      '($x := a; $x)',
      'true ? a : 1',
      '-a',
      'a ~> $sum',
    ].map((expression) => ({
      name: `JSONata reads nothing at the top level: ${expression}`,
      invalid: jsonata({ Output: `{% ${expression} %}` }),
      valid: jsonata({ Output: '{% $states.input.items[b = 1].{"c": $.d, "e": f} %}' }),
      code: 'INVALID_JSONATA' as const,
      pointer: '/States/A/Output',
    })),
    {
      name: 'names what is read at the top level',
      invalid: jsonata({ Output: '{% phone %}' }),
      valid: jsonata({ Output: '{% $map([1], function($v) { $v }) %}' }),
      code: 'INVALID_JSONATA',
      pointer: '/States/A/Output',
      aws: {
        code: 'UNSUPPORTED_JSONATA_EXPRESSION',
        message: "Reference to 'phone' at the top level is not supported.",
        location: '/States/A/Output',
      },
    },
    {
      name: 'numbers may be expressions in JSONata only',
      invalid: only({ Type: 'Wait', Seconds: '{% 1 %}', End: true }),
      valid: only({ Type: 'Wait', Seconds: '{% 1 %}', End: true, QueryLanguage: 'JSONata' }),
      code: 'WRONG_TYPE',
      pointer: '/States/A/Seconds',
    },
    {
      name: 'Arguments are an object',
      invalid: task({ QueryLanguage: 'JSONata', Arguments: 123 }),
      valid: task({ QueryLanguage: 'JSONata', Arguments: '{% $states.input %}' }),
      code: 'WRONG_TYPE',
      pointer: '/States/A/Arguments',
    },
    {
      name: 'assigned values are checked',
      invalid: pass({ Assign: { 'x.$': 'text' } }),
      valid: pass({ Assign: { 'x.$': '$.a', y: 1 } }),
      code: 'INVALID_INTRINSIC',
      pointer: '/States/A/Assign/x.$',
    },
    {
      name: 'values assigned by rules are checked',
      invalid: choice([{ Condition: true, Assign: { x: '{% a %}' }, Next: 'B' }], { QueryLanguage: 'JSONata' }),
      valid: choice([{ Condition: true, Assign: { x: '{% $states.input %}' }, Next: 'B' }], {
        QueryLanguage: 'JSONata',
      }),
      code: 'INVALID_JSONATA',
      pointer: '/States/A/Choices/0/Assign/x',
    },
  ]);
});
