import { describe } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { choice, testRules } from './rule-cases.ts';

const good = choice([{ Variable: '$.a', StringEquals: 'x', Next: 'B' }]);
const jsonata = { QueryLanguage: 'JSONata' };
const at = '/States/A/Choices/0';

const nots = (depth: number): JsonObject =>
  depth === 0 ? { Variable: '$.a', IsNull: true } : { Not: nots(depth - 1) };

describe('validate: choice rules', () => {
  testRules([
    {
      name: 'nests no deeper than the compiler goes',
      invalid: choice([{ ...nots(101), Next: 'B' }]),
      valid: choice([{ ...nots(100), Next: 'B' }]),
      code: 'TOO_DEEP',
      pointer: at,
    },
    {
      name: 'a rule leads on',
      invalid: choice([{ Variable: '$.a', StringEquals: 'x' }]),
      valid: good,
      code: 'MISSING_FIELD',
      pointer: at,
    },
    {
      name: 'a rule has an operator',
      invalid: choice([{ Variable: '$.a', Next: 'B' }]),
      valid: good,
      code: 'INVALID_CHOICE_RULE',
      pointer: at,
    },
    {
      name: 'a rule has one operator',
      invalid: choice([{ Variable: '$.a', StringEquals: 'x', IsNull: true, Next: 'B' }]),
      valid: good,
      code: 'INVALID_CHOICE_RULE',
      pointer: at,
    },
    {
      name: 'a comparison names its variable',
      invalid: choice([{ StringEquals: 'x', Next: 'B' }]),
      valid: good,
      code: 'MISSING_FIELD',
      pointer: at,
    },
    {
      name: 'And takes no variable',
      invalid: choice([{ Variable: '$.a', And: [{ Variable: '$.a', IsNull: true }], Next: 'B' }]),
      valid: choice([{ And: [{ Variable: '$.a', IsNull: true }], Next: 'B' }]),
      code: 'INVALID_CHOICE_RULE',
      pointer: `${at}/Variable`,
    },
    {
      name: 'only the outermost rule leads on',
      invalid: choice([{ Not: { Variable: '$.a', IsNull: true, Next: 'B' }, Next: 'B' }]),
      valid: choice([{ Not: { Variable: '$.a', IsNull: true }, Next: 'B' }]),
      code: 'UNKNOWN_FIELD',
      pointer: `${at}/Not/Next`,
    },
    {
      name: 'checks nested rules',
      invalid: choice([{ Or: [{ And: [{ Variable: '$.a', NumericEquals: '1' }] }], Next: 'B' }]),
      valid: choice([{ Or: [{ And: [{ Variable: '$.a', NumericEquals: 1 }] }], Next: 'B' }]),
      code: 'WRONG_TYPE',
      pointer: `${at}/Or/0/And/0/NumericEquals`,
    },
    {
      name: 'checks the operand',
      invalid: choice([{ Variable: '$.a', BooleanEquals: 'true', Next: 'B' }]),
      valid: choice([{ Variable: '$.a', BooleanEquals: true, Next: 'B' }]),
      code: 'WRONG_TYPE',
      pointer: `${at}/BooleanEquals`,
    },
    {
      name: 'checks the operand path',
      invalid: choice([{ Variable: '$.a', NumericLessThanPath: 'b', Next: 'B' }]),
      valid: choice([{ Variable: '$.a', NumericLessThanPath: '$$.Execution.Input.b', Next: 'B' }]),
      code: 'INVALID_PATH',
      pointer: `${at}/NumericLessThanPath`,
    },
    {
      name: 'checks the variable',
      invalid: choice([{ Variable: 'States.UUID()', IsNull: true, Next: 'B' }]),
      valid: choice([{ Variable: '$a.b', IsNull: true, Next: 'B' }]),
      code: 'INVALID_PATH',
      pointer: `${at}/Variable`,
    },
    {
      name: 'a rule has no End',
      invalid: choice([{ Variable: '$.a', IsNull: true, End: true }]),
      valid: good,
      code: 'UNKNOWN_FIELD',
      pointer: `${at}/End`,
    },
    {
      name: 'JSONata rules have a Condition',
      invalid: choice([{ Next: 'B' }], jsonata),
      valid: choice([{ Condition: true, Next: 'B' }], jsonata),
      code: 'MISSING_FIELD',
      pointer: at,
    },
    {
      name: 'a Condition is an expression',
      invalid: choice([{ Condition: 'yes', Next: 'B' }], jsonata),
      valid: choice([{ Condition: '{% $states.input.a = 1 %}', Next: 'B' }], jsonata),
      code: 'WRONG_TYPE',
      pointer: `${at}/Condition`,
    },
    {
      name: 'JSONata rules have no operators',
      invalid: choice([{ Condition: true, IsNull: true, Next: 'B' }], jsonata),
      valid: choice([{ Condition: true, Output: { a: 1 }, Next: 'B' }], jsonata),
      code: 'WRONG_QUERY_LANGUAGE',
      pointer: `${at}/IsNull`,
    },
  ]);
});
