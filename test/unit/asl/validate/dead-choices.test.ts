import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileChoiceRule } from '../../../../src/asl/choice/rule.ts';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import { compileJsonata } from '../../../../src/asl/jsonata/expression.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';
import { environmentOf } from '../environment-of.ts';
import { choice, testRules } from './rule-cases.ts';

const at = '/States/A/Choices';
const a = (comparison: JsonObject): JsonObject => ({ Variable: '$.a', ...comparison });
const both = (...And: JsonObject[]) => choice([{ And, Next: 'B' }]);
const jsonata = (...conditions: readonly Json[]) =>
  choice(
    conditions.map((Condition) => ({
      Condition: typeof Condition === 'string' ? `{% ${Condition} %}` : Condition,
      Next: 'B',
    })),
    { QueryLanguage: 'JSONata' },
  );
const dead = { code: 'DEAD_CHOICE', severity: 'warning' } as const;
const first = { ...dead, pointer: `${at}/0` };
const second = { ...dead, pointer: `${at}/1` };

describe('validate: rules that never lead on', () => {
  testRules([
    {
      ...first,
      name: 'an empty range of numbers',
      invalid: both(a({ NumericGreaterThan: 5 }), a({ NumericLessThanEquals: 5 })),
      valid: both(a({ NumericGreaterThanEquals: 5 }), a({ NumericLessThanEquals: 5 })),
    },
    {
      ...first,
      name: 'a number that is taken out of its range',
      invalid: both(a({ NumericEquals: 1 }), { Not: a({ NumericEquals: 1 }) }),
      valid: both(a({ NumericEquals: 1 }), { Not: a({ NumericEquals: 2 }) }),
    },
    {
      ...first,
      name: 'two texts at once',
      invalid: both(a({ StringEquals: 'x' }), a({ StringMatches: 'y' })),
      valid: both(a({ StringEquals: 'x' }), a({ StringMatches: 'x*' })),
    },
    {
      ...first,
      name: 'two types at once',
      invalid: both(a({ IsString: true }), a({ NumericEqualsPath: '$.b' })),
      valid: both(a({ IsString: false }), a({ NumericEqualsPath: '$.b' })),
    },
    {
      ...first,
      name: 'a comparison with what is not there',
      invalid: both(a({ IsPresent: false }), a({ StringEquals: 'x' })),
      valid: both({ Variable: '$.b', IsPresent: false }, a({ StringEquals: 'x' })),
    },
    {
      ...first,
      name: 'an empty span of time',
      invalid: both(
        a({ TimestampLessThan: '2020-01-01T00:00:00Z' }),
        a({ TimestampGreaterThan: '2021-01-01T00:00:00Z' }),
      ),
      valid: both(
        a({ TimestampLessThan: '2021-01-01T00:00:00Z' }),
        a({ TimestampGreaterThan: '2020-01-01T00:00:00Z' }),
      ),
    },
    {
      ...first,
      name: 'both booleans, in every branch of an Or',
      invalid: both({ Or: [a({ BooleanEquals: true }), a({ IsNull: true })] }, a({ BooleanEquals: false })),
      valid: both({ Or: [a({ BooleanEquals: true }), a({ IsBoolean: true })] }, a({ BooleanEquals: false })),
    },
    {
      ...second,
      name: 'a rule behind one that always matches',
      invalid: choice([
        { Or: [a({ IsPresent: true }), a({ IsPresent: false })], Next: 'B' },
        { ...a({ IsNull: true }), Next: 'B' },
      ]),
      valid: choice([
        { ...a({ IsPresent: false }), Next: 'B' },
        { ...a({ IsNull: true }), Next: 'B' },
      ]),
    },
    {
      ...second,
      name: 'a rule behind a wider one',
      invalid: choice([
        { ...a({ NumericGreaterThan: 5 }), Next: 'B' },
        { ...a({ NumericGreaterThan: 10 }), Next: 'B' },
      ]),
      valid: choice([
        { ...a({ NumericGreaterThan: 10 }), Next: 'B' },
        { ...a({ NumericGreaterThan: 5 }), Next: 'B' },
      ]),
    },
    { ...first, name: 'a false Condition', invalid: jsonata(false), valid: jsonata(true) },
    { ...first, name: 'a false expression', invalid: jsonata('(false)'), valid: jsonata('true') },
    { ...second, name: 'a Condition behind a true one', invalid: jsonata(true, '$x'), valid: jsonata('$x', true) },
    {
      ...first,
      name: 'an empty range in JSONata',
      invalid: jsonata('$states.input.a > 5 and 5 >= $states.input.a'),
      valid: jsonata('$states.input.a > 5 and 5 >= $states.input.b'),
    },
    {
      ...first,
      name: 'a value that must and must not be there',
      invalid: jsonata("$exists($x.y) = true and $not($exists($x.y)) and $x.y = 'a'"),
      valid: jsonata("$exists($x.y) and $x.y = 'a' and $x.z != 1"),
    },
    {
      ...second,
      name: 'a flag asked for twice',
      invalid: jsonata('$x.flag', '$x.flag and $x.y'),
      valid: jsonata('$x.flag', '$not($x.flag) or $x.y'),
    },
  ]);
});

it.each(['$states.input.a + 1', '$f($x, 1)', '$g()', '$max($x) > 1', '$x ? 1 : 2', '1 +', '$x[0]'])(
  'nothing is said of %s',
  (text) => expect(deadIn(jsonata(text, `$not(${text})`))).toEqual([]),
);

it.each<[string, (index: number) => JsonObject]>([
  ['places', (index) => ({ Variable: `$.v${index}`, IsPresent: true })],
  ['texts', (index) => a({ StringEquals: `t${index}` })],
  [
    'cases',
    (index) => ({ Or: [a({ NumericEquals: index }), { Variable: '$.b', IsNull: true }, { Not: a({ IsNull: true }) }] }),
  ],
])('follows no more %s than it must, and is then silent', (_, ruleOf) => {
  const rules = Array.from({ length: 80 }, (_, index) => ({ ...ruleOf(index), Next: 'B' }));
  const last = { ...ruleOf(79), Next: 'B' };
  expect(deadIn(choice([...rules, last]))).not.toContain(0);
  expect(validate(choice([...rules, last])).valid).toBe(true);
});

const values: readonly Json[] = [null, true, false, 0, 1, 2, 3, '', 'a', 'b', '2020-01-01T00:00:00Z', [], [1], {}];
const inputs = fc.record({ a: fc.constantFrom(...values), b: fc.constantFrom(...values) }, { requiredKeys: [] });
const [numbers, texts] = [fc.constantFrom(1, 2), fc.constantFrom('a', 'b', '2020-01-01T00:00:00Z')];

const comparison = fc.oneof(
  ...['Equals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].flatMap((name) => [
    numbers.map((value) => ({ [`Numeric${name}`]: value })),
    texts.map((value) => ({ [`String${name}`]: value })),
    fc.constant({ [`Timestamp${name}`]: '2020-01-01T00:00:00Z' }),
    fc.constant({ [`Numeric${name}Path`]: '$.b' }),
  ]),
  ...['IsPresent', 'IsNull', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp', 'BooleanEquals'].map((name) =>
    fc.boolean().map((value) => ({ [name]: value })),
  ),
  fc.constantFrom('a', 'b', 'a*').map((StringMatches) => ({ StringMatches })),
);
const { rule } = fc.letrec<{ rule: JsonObject }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(fc.constantFrom('$.a', '$.b'), comparison).map(([Variable, rest]) => ({ Variable, ...rest })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((And) => ({ And })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((Or) => ({ Or })),
    tie('rule').map((Not) => ({ Not })),
  ),
}));

const operand = fc.constantFrom('$states.input.a', '$states.input.b', '1', '2', "'a'", "'b'", 'true', 'false');
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(operand, fc.constantFrom('=', '!=', '<', '<=', '>', '>='), operand).map((parts) => parts.join(' ')),
    fc.constantFrom('$states.input.a', '$exists($states.input.a)', '$exists($states.input.b)', 'true', 'false'),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([l, op, r]) => `(${l}) ${op} (${r})`),
    tie('condition').map((inner) => `$not(${inner})`),
  ),
}));

function deadIn(definition: JsonObject): readonly number[] {
  const { problems } = validate(definition);
  return problems
    .filter(({ code }) => code === 'DEAD_CHOICE')
    .map(({ pointer }) => Number(pointer.slice(at.length + 1)));
}

it.each([
  ["$not($states.input.b < 'b') and $exists($states.input.a)", '$exists($states.input.b)', '1 != $states.input.a'],
  ['$not($states.input.b) and $exists($states.input.a)', '$exists($states.input.b)', '1 != $states.input.a'],
  ['$not($not($states.input.b)) or false', '$exists($states.input.b)', '1 != $states.input.a'],
])('what has no value is neither false nor, negated, true: %s', (...conditions) => {
  const { problems } = validate(jsonata(...conditions));
  expect(problems.filter(({ code }) => code === 'DEAD_CHOICE')).toEqual([]);
});

describe('a rule that is called dead', () => {
  it('is taken for no data, in JSONPath', () => {
    const cases = fc.tuple(
      fc.array(rule, { minLength: 1, maxLength: 3 }),
      fc.array(inputs, { minLength: 30, maxLength: 30 }),
    );
    fc.assert(
      fc.property(cases, ([rules, data]) => {
        const deadOnes = deadIn(choice(rules.map((one) => ({ ...one, Next: 'B' }))));
        for (const input of deadOnes.length === 0 ? [] : data) {
          const results = rules.map((one) => {
            const compiled = compileChoiceRule(one);
            const result = compiled.ok ? compiled.value.evaluate(environmentOf(input)) : compiled;
            return result.ok ? result.value : 'fails';
          });
          expect(deadOnes).not.toContain(takenOf(results));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is taken for no data, in JSONata', async () => {
    const cases = fc.tuple(
      fc.array(condition, { minLength: 1, maxLength: 3 }),
      fc.array(inputs, { minLength: 20, maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([conditions, data]) => {
        const deadOnes = deadIn(jsonata(...conditions));
        for (const input of deadOnes.length === 0 ? [] : data) {
          const results: unknown[] = [];
          for (const text of conditions) {
            const compiled = compileJsonata(text);
            const result = compiled.ok ? await compiled.value.evaluate(environmentOf(input), 'Condition') : compiled;
            results.push(result.ok && typeof result.value === 'boolean' ? result.value : 'fails');
          }
          expect(deadOnes).not.toContain(takenOf(results));
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** The rule that the choice takes: the first that is true, unless one before it fails. */
function takenOf(results: readonly unknown[]): number {
  const index = results.findIndex((result) => result !== false);
  return results[index] === true ? index : -1;
}
