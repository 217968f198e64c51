import { expect, test } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { toPlainJson } from '../../../../src/asl/jsonata/plain.ts';
import { referencedVariables } from '../../../../src/asl/jsonata/references.ts';
import attacks from './attacks.json' with { type: 'json' };
import { evaluate, failureOf } from './environment.ts';

const input = { a: 1, list: [{ b: 1 }, { b: 2 }] };

/** The slowest take about a second: the limit is for machines that do much else. */
const patience = 30_000;

test.each(Object.entries(attacks))(
  'ends in bounded time and memory · %s',
  { timeout: patience },
  async (_name, text) => {
    const result = await evaluate(text, { input });
    if (result.ok) {
      expect(toPlainJson(result.value)).toEqual(result.value);
    } else {
      expect(result.error.error).toBe('States.QueryEvaluationError');
      expect(result.error.cause).toBeTruthy();
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  },
);

const limited = 'The expression needs more than 750000 evaluation steps';

test.each([
  ['endless recursion', '($f := function() { $f() }; $f())', limited],
  ['deep recursion', '($f := function($n) { 1 + $f($n) }; $f(1))', 'D1011: Stack overflow.'],
  [
    'long strings',
    '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f("x", 60)))',
    'A string is longer',
  ],
  ['wide padding', '$pad("x", 1e9)', 'A padding is too large'],
  ['long sequences', '[1..1e6]', 'D2015: The maximum sequence length'],
  [
    'large values',
    '($f := function($s, $n) { $n = 0 ? $s : $f([[$s, $s]], $n - 1) }; $f(1, 60))',
    'A value is larger than',
  ],
  [
    'deep values',
    '($f := function($s, $n) { $n = 0 ? $s : $f([[$s]], $n - 1) }; $f(1, 1200))',
    'A value is nested more than',
  ],
  ['slow searches', '$count($match($pad("a", 100000, "a"), /a*b|a/))', limited],
  [
    'a shadowed meter',
    '$parse("{\\"tupleStream\\": true, \\" meter\\": {}}"){"k": $sum([1])}',
    'A function was called in a way that is not supported',
  ],
])('refuses %s', async (_name, text, message) => {
  expect(await failureOf(text)).toContain(`threw an error during evaluation. ${message}`);
});

test.each([
  ['a function', { _jsonata_function: true, implementation: 'x' }],
  ['a lambda', { _jsonata_lambda: true, arguments: [], body: { type: 'variable', value: 'sum' } }],
  ['a tuple stream', { tupleStream: true, ' meter': {}, sum: 1, '@': 2 }],
  ['a promise', { then: 'x' }],
])('data that looks like %s is no code', async (_name, data: Json) => {
  for (const text of ['$x(1)', '$map([1], $x)', '$x{"k": $sum([1])}', '$string($x)', '[$x].(1)', '$x.then']) {
    const result = await evaluate(text, { variables: { x: data } });
    expect(result.ok || result.error.error).toBeTruthy();
  }
});

test.each([
  '$states.input()',
  '$x[]',
  '$x^(a)[]',
  '$x ~> |$|{"a": 2}|',
  '($clone := function($v){$v}; $x ~> |$|{"a": 2}|)',
])('never changes the data it was given · %s', async (text) => {
  const x = [{ a: 1 }];
  await evaluate(text, { input: { q: 1 }, variables: { x } });
  expect(JSON.stringify(x)).toBe('[{"a":1}]');
  expect(Object.keys(x)).toEqual(['0']);
});

test('a hostile evaluation does not disturb others of the same expression', async () => {
  const text = '($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f($states.input))';
  const [fails, succeeds] = await Promise.all([evaluate(text, { input: 1e9 }), evaluate(text, { input: 10 })]);
  expect(fails.ok).toBe(false);
  expect(succeeds).toEqual({ ok: true, value: 0 });
});

const many = 20_000;

test.each([
  ['parentheses', `${'('.repeat(many)}1${')'.repeat(many)}`],
  ['arrays', `${'['.repeat(many)}${']'.repeat(many)}`],
  ['operands', `1${'+1'.repeat(many)}`],
  ['fewer operands', `1${'+1'.repeat(3_000)}`],
  ['blocks', `${'($x := 1; '.repeat(900)}1${')'.repeat(900)}`],
  ['order-by clauses', `$x${'^(a)'.repeat(2_000)}`],
  ['items', `[${'1, '.repeat(many)}1]`],
])('refuses too many %s', { timeout: patience }, async (_name, text) => {
  const result = await evaluate(text);
  expect(result.ok || result.error.cause).toMatch(/ (too deeply nested|levels deep|evaluation steps)$/);
  expect(typeof referencedVariables(text).ok).toBe('boolean');
});

test.each([
  ['steps', `a${'.a'.repeat(3_000)}`],
  ['predicates', `a${'[1]'.repeat(3_000)}`],
  ['functions', `${'function() { '.repeat(900)}1${' }'.repeat(900)}`],
])('ends with many %s', { timeout: patience }, async (_name, text) => {
  expect((await evaluate(text)).ok).toBe(false);
  expect(typeof referencedVariables(text).ok).toBe('boolean');
});
