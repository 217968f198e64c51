import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../../src/asl/jsonata/library.ts';
import { parsePlain } from '../../../../src/asl/jsonata/plain-expression.ts';

/** The tree without what depends on where things stand in the text. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, item]) => key !== 'position' && item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, bare(item)]));
}

const plain = [
  '$x',
  ' $states.input.order.id ',
  "$states.input.a & ' ' & $string(3)",
  '$a + $b * 2 - 1.5 / $c',
  '$a = 1 and $b != 2 or $c < 3 and $d >= 4',
  '$exists($x) ? \'yes\' : $y > 1 ? "no" : null',
  '($a; )',
  "{'a': 1, \"b\": [$x, {}, []], 'c': $f()}",
  '$merge([$states.input, {"r": $states.result.Payload}]).a.b',
  '$x in [1, 2, 3]',
  '(true or false) = $not($x.y)',
  '$a<1',
  '$a>=1',
];
const others = [
  '$x in$y',
  "$x and'y'",
  'a',
  '$',
  '$$',
  '$x[0]',
  '$x.and',
  '-1',
  '01',
  '1e3',
  "'a\\n'",
  '/a/',
  'function($x){$x}',
  '$x ~> $f',
  '$x.*',
  '$x.`a`',
  '$x /* c */',
  '',
  '1 +',
  '$f(1',
  '[1..2]',
  '$x := 1',
  '(1',
  "{'a' 1}",
  '$a < = 1',
  '$f (1)',
  '{a: 1}',
  '$x ? 1',
  '1 2',
  '$x{1:2}',
  '[1,]',
  '[1',
];

describe('parsePlain', () => {
  it.each(plain.filter((text) => !text.includes(';')))('gives the tree of %s', (text) => {
    expect(bare(parsePlain(text))).toEqual(bare(parse(text.trim()).ast()));
  });

  it.each(others)('leaves %s to the library', (text) => {
    expect(parsePlain(text)).toBeUndefined();
  });

  it('leaves long and deep expressions to the library', () => {
    expect(parsePlain(Array(60).fill('1').join('+'))).toBeDefined();
    expect(parsePlain(Array(61).fill('1').join('+'))).toBeUndefined();
    expect(parsePlain('('.repeat(1_000))).toBeUndefined();
    expect(parsePlain(`'${'x'.repeat(2_000)}'`)).toBeUndefined();
  });

  it('gives the tree of the library or none, whatever the text', () => {
    const token = fc.constantFrom(
      '$x',
      '$states.input.a',
      '1',
      '2.5',
      "'s'",
      '"t"',
      'true',
      'null',
      'and',
      'or',
      'in',
      '+',
      '-',
      '*',
      '/',
      '&',
      '=',
      '!=',
      '<',
      '<=',
      '>',
      '>=',
      '?',
      ':',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      '$f(',
      '.',
      '.b',
      ' ',
      '\n',
      'name',
      '%',
      '!',
      '$',
      ';',
    );
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('$x', '$states.input.a', '1', '2.5', "'s'", 'true', 'null', '[]', '$f()'),
        fc
          .tuple(
            tie('expression'),
            fc.constantFrom(' + ', '-', '*', '/', '&', ' = ', '!=', '<', '<=', '>', '>=', ' and ', ' or ', ' in '),
            tie('expression'),
          )
          .map((parts) => parts.join('')),
        tie('expression').map((inner) => `(${inner})`),
        tie('expression').map((inner) => `$f(${inner}, 1).a`),
        tie('expression').map((inner) => `{'k': ${inner}}`),
        fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
        fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
      ),
    }));
    const noise = fc.array(token, { maxLength: 9 }).map((tokens) => tokens.join(''));
    let found = 0;
    fc.assert(
      fc.property(fc.oneof(expression, noise), (text) => {
        const tree = parsePlain(text);
        if (tree === undefined) return;
        found++;
        expect(bare(tree)).toEqual(bare(parse(text).ast()));
      }),
      { numRuns: 2_000 },
    );
    expect(found).toBeGreaterThan(400);
  });
});
