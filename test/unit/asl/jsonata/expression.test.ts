import { expect, test } from 'vitest';
import { compileJsonata } from '../../../../src/asl/jsonata/expression.ts';
import { expressionIn, isJsonataExpression } from '../../../../src/asl/jsonata/text.ts';
import { environment, evaluate, evaluated, failureOf } from './environment.ts';

test.each([
  ['{% $x %}', true],
  ['{%$x%}', true],
  ['{%%}', true],
  ['{%}', false],
  [' {% $x %}', false],
  ['{% $x %} ', false],
  ['$x', false],
])('isJsonataExpression · %j is %j', (text, expected) => {
  expect(isJsonataExpression(text)).toBe(expected);
});

test('expressionIn · takes off the marks and the space around', () => {
  expect(expressionIn('{% $a +\n 1 %}')).toBe('$a +\n 1');
  expect(expressionIn(' {% $a %}')).toBe(' {% $a %}');
});

const order = {
  input: {
    id: 7,
    lines: [
      { price: 2, tag: 'b' },
      { price: 1, tag: 'a' },
    ],
    none: null,
    nested: { deep: { x: [1] } },
  },
  context: { Execution: { Id: 'e1' } },
  variables: { who: { name: 'Ada' }, list: [3, 1, 2], sum: 1 },
  result: { done: true },
  errorOutput: { Error: 'E', Cause: 'C' },
};

test.each([
  ['$states.input.id', 7],
  ['$states.input.none', null],
  ['$states.input.nested.deep.x', [1]],
  ['$states.input.lines.price', [2, 1]],
  ['$states.input.lines[tag = "a"].price', 1],
  ['$states.context.Execution.Id', 'e1'],
  ['$states.result.done', true],
  ['$states.errorOutput.Error', 'E'],
  ['$who.name', 'Ada'],
  ['$list', [3, 1, 2]],
  ['$list[]', [3, 1, 2]],
  ['$list[0]', 3],
  ['$states.input.lines[]', order.input.lines],
  ['$states.input.lines^(price).tag', ['a', 'b']],
  ['$states.input.lines^(>price)[0].tag', 'b'],
  ['$variable := 1', 1],
  ['($x := 2; $y := $x * 3; $y)', 6],
  ['$keys($states)', ['input', 'context', 'result', 'errorOutput']],
  ['($m := "input"; $lookup($states, $m).id)', 7],
  ['{"a": $nothing, "b": 1}', { b: 1 }],
  ['[]', []],
  ['[[]]', [[]]],
  ['[1][]', [1]],
  ['"héllo" & " " & 1', 'héllo 1'],
  ['$states.input ~> |lines|{"price": price * 2}, ["tag"]|', { ...order.input, lines: [{ price: 4 }, { price: 2 }] }],
  ['$sum + 1', 2],
])('evaluate · %s', async (text, expected) => {
  expect(await evaluated(text, order)).toEqual(expected);
});

test('evaluate · an expression that looks back to states sees all of it', async () => {
  const given = { input: { a: 1 }, context: { c: 2 }, result: 3 };
  const whole = { input: { a: 1 }, context: { c: 2 }, result: 3 };
  expect(await evaluated('$states.input.{"whole": %}.whole', given)).toEqual(whole);
  expect(await evaluated('$states.input@$x.{"whole": $}.whole', given)).toEqual(whole);
});

test('evaluate · states holds only what the environment has', async () => {
  expect(await evaluated('$states', { input: 1, context: { a: 2 } })).toEqual({ input: 1, context: { a: 2 } });
});

test.each([
  ['$doesNotExist', 'returned nothing (undefined).'],
  ['$states.input.absent', 'returned nothing (undefined).'],
  ['$states.result', 'returned nothing (undefined).'],
  ['$', 'returned nothing (undefined).'],
  ['name', 'returned nothing (undefined).'],
  ['$fn := function($x){$x}', 'returned an unsupported result type.'],
  ['$sum', 'returned an unsupported result type.'],
  ['{"f": $sum}', 'returned an unsupported result type.'],
  ['1 / 0', 'returned an unsupported result type.'],
  ['$unknown(1)', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
  ['$eval("1")', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
  ['$error("no")', 'threw an error during evaluation. D3137: no'],
  ['"a" * 2', 'threw an error during evaluation. T2001: The left side of the "*" operator must evaluate to a number'],
])('evaluate · %s fails', async (text, expected) => {
  expect(await failureOf(text)).toBe(expected);
});

test('evaluate · a failure names the expression and the field', async () => {
  const compiled = compileJsonata('{%  $nope  %}');
  expect(compiled.ok && (await compiled.value.evaluate(environment(), 'Output/total'))).toEqual({
    ok: false,
    error: {
      error: 'States.QueryEvaluationError',
      cause: "The JSONata expression '$nope' specified for the field 'Output/total' returned nothing (undefined).",
    },
  });
});

test.each([
  ['{% $sum( %}', 'S0203: Expected ")" before end of expression'],
  ['{% %}', 'S0207: Unexpected end of expression'],
  ['{% $contains("a", /(?=a)/) %}', 'The regular expression /(?=a)/ is not supported'],
])('compileJsonata · refuses %s', (text, message) => {
  const compiled = compileJsonata(text);
  expect(compiled.ok || compiled.error.cause).toBe(
    `The JSONata expression '${expressionIn(text)}' is not valid. ${message}`,
  );
});

test('compileJsonata · compiles a text once', () => {
  const first = compileJsonata('{% $a + 41 %}');
  expect(compileJsonata('{%$a + 41%}')).toBe(first);
});

test('evaluate · reads from the environment only what the expression refers to', async () => {
  const read: string[] = [];
  const env = {
    get input() {
      read.push('input');
      return {};
    },
    context: () => {
      read.push('context');
      return { a: 1 };
    },
    variable: (name: string) => {
      read.push(name);
      return 1;
    },
    now: 0,
    random: () => 0,
  };
  const compiled = compileJsonata('$states.context.a + $x');
  expect(compiled.ok && (await compiled.value.evaluate(env, 'Output'))).toEqual({ ok: true, value: 2 });
  expect(read).toEqual(['x', 'context']);
});

test('evaluate · the same environment gives the same value, also at the same time', async () => {
  const text =
    '[$now(), $millis(), $random(), $uuid(), $shuffle([1..9]), $random(7), $toMillis("08:00", "[H01]:[m01]")]';
  const [one, two, later] = await Promise.all([evaluate(text), evaluate(text), evaluate(text, { now: 0 })]);
  expect(one).toEqual(two);
  expect(later).not.toEqual(one);
  expect(one).toMatchObject({
    ok: true,
    value: expect.arrayContaining(['2026-01-02T03:04:05.006Z', Date.UTC(2026, 0, 2, 3, 4, 5, 6)]),
  });
});
