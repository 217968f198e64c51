import { expect, test } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { compileJsonata } from '../../../../src/asl/jsonata/expression.ts';
import { referencedVariables } from '../../../../src/asl/jsonata/references.ts';
import { evaluate, failureOf } from './environment.ts';

test.each([
  ['$partition([1], 0)', 'The second argument of $partition must be a positive integer'],
  ['($f := $parse(?); $f(1))', 'The first argument of $parse must be a string'],
  ['$sort([1, "a"])', 'D3070: '],
  ['$states.none', 'returned nothing'],
  ['$partition($none, 2)', 'returned nothing'],
  ['$hash($none, "MD5")', 'returned nothing'],
  ['$parse($none)', 'returned nothing'],
  ['$sort($none)', 'returned nothing'],
  ['$none^(a)', 'returned nothing'],
  ['$none^(a)[$error("x")]', 'returned nothing'],
  ['[]^(a)[$error("x")].b', 'returned nothing'],
  ['[{"f": $sum}]', 'returned an unsupported result type'],
  ['/a/', 'returned an unsupported result type'],
  ['[$sum]', 'returned an unsupported result type'],
  ['[{"a": 1}, {"a": "x"}].$^(a)', 'T2007: Type mismatch when comparing values 1 and "x" in order-by clause'],
  ['[{"a": 1}, {"a": true}].$^(a)', 'T2008: '],
  ['[{"a": 1}]{a: a}', 'T1003: '],
  ['$join([$pad("", 1e6, "x"), $pad("", 1e6, "y")])', 'A string is longer than 1048576 characters'],
  ['$range(0, 1e6, 1)', 'An array has more than 131072 items'],
])('%s is refused', async (text, message) => {
  expect(await failureOf(text)).toContain(message);
});

test.each([
  ['1'.repeat(65_537), 'It is longer than 65536 characters'],
  ['/((x{0,30}){0,30}){0,30}/', 'is not supported'],
  ['$match("a", /(?=a)/)', 'is not supported'],
  [`/${[...'abcdef'].map((letter) => `${letter}{999}`).join('')}/`, 'is not supported'],
  ['"a" ~> /(/', 'The JSONata expression'],
  ['"a" ~> /a**/', 'Nothing to repeat'],
])('%j is no expression', (text, message) => {
  const compiled = compileJsonata(text);
  expect(!compiled.ok && compiled.error.cause).toContain(message);
});

test('a literal array is sorted as it is', async () => {
  expect(await evaluate('[3, 1, 2]^($)')).toEqual({ ok: true, value: [1, 2, 3] });
  expect(await evaluate('[{"a": 2}, {"a": 1}]^(a).a')).toEqual({ ok: true, value: [1, 2] });
});

test('what an order-by step finds missing comes last, and equals keep their order', async () => {
  const text = '[{"n": 1}, {"n": 2, "a": 1}, {"n": 3, "a": 1}].$^(a).n';
  expect(await evaluate(text)).toEqual({ ok: true, value: [2, 3, 1] });
});

test('rows bound to a variable are ordered by the library', async () => {
  const text = '$x@$row^($row.a).$row.a';
  expect(await evaluate(text, { variables: { x: [{ a: 2 }, { a: 1 }] } })).toEqual({ ok: true, value: [1, 2] });
});

test('the key of an item that is a list may make objects', async () => {
  const text = '$x^($string({"k": $count($)}))';
  expect(await evaluate(text, { variables: { x: [[1, 2], [3]] } })).toEqual({ ok: true, value: [[3], [1, 2]] });
});

test('a variable of very many items is refused', async () => {
  const x = Array.from({ length: 131_073 }, () => 0);
  expect(await failureOf('$count($x)', { variables: { x } })).toContain('An array has more than 131072 items');
});

test.each(['$shuffle([1])[0]', '$single([1])', '$x^($)', '[{"a": 1}].a^($)'])(
  '%s needs no more than the one item',
  async (text) => {
    expect(await evaluate(text, { variables: { x: 1 } })).toEqual({ ok: true, value: 1 });
  },
);

const deep = Array.from({ length: 1_002 }).reduce<Json>((inner) => [inner], 1);

test.each<[what: string, text: string, x: Json, message: string]>([
  ['a variable that is copied', '$x ~> |$|{}|', 'x'.repeat(2_097_152), 'larger than 2097152 values'],
  ['a variable that is copied', '$x ~> |$|{}|', deep, 'nested more than 1000 levels'],
  ['a result', '[1, $x]', 'x'.repeat(1_048_575), 'larger than 1048576 values'],
  ['a result', '[1, $x]', deep, 'nested more than 1000 levels'],
])('%s is refused over the limit', async (_what, text, x, message) => {
  expect(await failureOf(text, { variables: { x } })).toContain(message);
});

test('a timestamp that is none is left to the function', async () => {
  expect((await evaluate('($f := $toMillis(?); $f(1))')).ok).toBe(false);
});

test('a name that the whole expression binds is no reference', () => {
  expect(referencedVariables('$x := $y')).toEqual({ ok: true, value: { variables: ['y'], states: [] } });
});

test('the oldest of many expressions are compiled anew', () => {
  const first = compileJsonata('1 + 1');
  for (let number = 0; number < 5_001; number++) compileJsonata(`${number}`);
  expect(compileJsonata('1 + 1')).not.toBe(first);
});
