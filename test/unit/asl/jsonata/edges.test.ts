import { expect, test } from 'vitest';
import { compileJsonata } from '../../../../src/asl/jsonata/expression.ts';
import { referencedVariables } from '../../../../src/asl/jsonata/references.ts';
import { evaluate, failureOf } from './environment.ts';

test.each([
  ['$partition([1], 0)', 'The second argument of $partition must be a positive integer'],
  ['($f := $parse(?); $f(1))', 'The first argument of $parse must be a string'],
  ['$sort([1, "a"])', 'D3070: '],
  ['$states.none', 'returned nothing'],
])('%s is refused', async (text, message) => {
  expect(await failureOf(text)).toContain(message);
});

test.each([
  ['1'.repeat(65_537), 'It is longer than 65536 characters'],
  ['/((x{0,30}){0,30}){0,30}/', 'is not supported'],
  ['$match("a", /(?=a)/)', 'is not supported'],
  ['"a" ~> /(/', 'The JSONata expression'],
])('%j is no expression', (text, message) => {
  const compiled = compileJsonata(text);
  expect(!compiled.ok && compiled.error.cause).toContain(message);
});

test('a literal array is sorted as it is', async () => {
  expect(await evaluate('[3, 1, 2]^($)')).toEqual({ ok: true, value: [1, 2, 3] });
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
