import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../../src/testing/test-file/line-diff.ts';

const text = (expected: string, actual: string) =>
  diffLines([...expected], [...actual])
    .map(({ sign, text: line }) => (sign === ' ' ? line : sign + line))
    .join('');

describe('diffLines', () => {
  it.each([
    ['abc', 'abc', 'abc'],
    ['', 'ab', '+a+b'],
    ['ab', '', '-a-b'],
    ['abc', 'axc', 'a-b+xc'],
    ['abcd', 'bd', '-ab-cd'],
    ['bd', 'abcd', '+ab+cd'],
    ['abab', 'baba', '-abab+a'],
  ])('%s to %s is %s', (expected, actual, diff) => expect(text(expected, actual)).toBe(diff));

  it('always gives both sides back, with as little as differs', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (expected, actual) => {
        const diff = diffLines(expected, actual);
        const side = (other: string) => diff.filter(({ sign }) => sign !== other).map((line) => line.text);
        expect([side('+'), side('-')]).toEqual([expected, actual]);
      }),
    );
  });

  it('does not compare every line with every other where there are very many', () => {
    const many = (letter: string) => Array.from({ length: 3_000 }, (_, index) => `${letter}${index}`);
    const diff = diffLines(['head', ...many('a'), 'tail'], ['head', ...many('b'), 'tail']);
    expect(diff).toHaveLength(6_002);
    expect(diff[0]).toEqual({ sign: ' ', text: 'head' });
    expect(diff.at(-1)).toEqual({ sign: ' ', text: 'tail' });
  });
});
