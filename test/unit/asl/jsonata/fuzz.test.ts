import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { toPlainJson } from '../../../../src/asl/jsonata/plain.ts';
import { referencedVariables } from '../../../../src/asl/jsonata/references.ts';
import { evaluate } from './environment.ts';

const jsonata = createRequire(import.meta.url)('jsonata');
const input = {
  a: 1,
  s: 'text',
  list: [3, 1, 2],
  rows: [
    { k: 'x', v: [1, 2] },
    { k: 'y', v: [] },
  ],
  n: null,
};

const functionNames =
  'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match ' +
  'contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power ' +
  'random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert ' +
  'type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl eval ' +
  'toMillis fromMillis clone now millis partition range hash parse uuid';

const { expression } = fc.letrec<{ expression: string; literal: string }>((tie) => ({
  literal: fc.oneof(
    fc.constantFrom('1', '-1', '0.5', '1e308', '"x"', '"[Y0001]"', '"#,##0.00"', 'null', 'true', '[]', '{}', '[1..30]'),
    fc.constantFrom('/a*b|a/', '/(\\w+) ?/i', '"__proto__"', '"constructor"', '"_jsonata_lambda"', '"a".constructor'),
    fc.constantFrom(
      '$states.input',
      '$states.input.rows',
      '$states.input.rows.v',
      '$states',
      '$',
      '$x',
      '$f',
      '*',
      '**',
      '%',
    ),
  ),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('literal'),
    fc
      .tuple(fc.constantFrom(...functionNames.split(' ')), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([name, args]) => `$${name}(${args.join(', ')})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '&', '=', '<', 'in', 'and', '..', '.', '~>', ':=', '?:'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('expression').map((body) => `function($x) { ${body} }`),
    tie('expression').map((body) => `($f := function($x) { ${body} }; $f($f))`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of}^(>${by})`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of}[${by}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of}{ $string(${by}): ${by} }`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of} ~> |$|{"a": ${by}}, "s"|`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `[${of}, ${by}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of}@$x#$i.{"x": $x, "i": $i, "b": ${by}}`),
    fc
      .array(tie('expression'), { maxLength: 3 })
      .map((parts) => `$map([1..40], function($x) { [${parts.join(', ')}] })`),
  ),
}));

test('any expression ends with a result of plain JSON', { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(expression, async (text) => {
    referencedVariables(text);
    const result = await evaluate(text, { input, variables: { x: [1, { y: 2 }] } });
    if (result.ok) {
      expect(toPlainJson(result.value)).toEqual(result.value);
      expect(() => JSON.stringify(result.value)).not.toThrow();
    } else {
      expect(result.error.cause).not.toContain('The expression could not be evaluated: ');
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 800 });
});

test('any text compiles or fails', async () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'$x.()[]{}^@#%|/\\"\'`~>:=?*+-&,;01 e') }));
  const property = fc.asyncProperty(texts, async (text) => {
    expect(typeof (await evaluate(text, { input })).ok).toBe('boolean');
  });
  await fc.assert(property, { numRuns: 2_000 });
});

const row = fc.record({
  a: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
  b: fc.oneof(fc.constantFrom('x', 'y'), fc.integer({ min: 0, max: 2 })),
  c: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
  d: fc.array(fc.record({ e: fc.integer({ min: 0, max: 4 }) }), { maxLength: 3 }),
});
const rows = fc.oneof(
  fc.array(row, { maxLength: 6 }),
  row,
  fc.array(fc.array(row, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
);
const orderings =
  `$x^(b) $x^(c[0]) $x^(>c[0],b).a $x^(b)[0] $x^(b)[-1].b $x^(>c[0])[b="x"] $x^($count(c)){b&"":b} $x.c^($)
  $x.c^(>$)[0] $x.d^(e).e $x.(d^(e).e) $x^(b)[] $x^(b)^(c[0]) $x^(c[0]).c^($) $x.[b,c]^($[0]) [1,3,2]^($) [$x.c]^(>$)
  $x#$i^(b).$i $x@$y^(b).$y.b $x.d^(%.b,e).e $x^(b).d[0].e $x.{"k":b}^(k) $sort($x.c) $sort($x,function($l,$r){$l.b>$r.b})
  $nope^(a) $x.nope^(a) $x.$^(b) $x.*^(b) $distinct($x.c^($)) $x^(b)[[0,1]] $reverse($x^(b)) $x[0]^(b)`.split(/\s+/);

test('order-by and $sort give what the library gives', { timeout: 60_000 }, async () => {
  const property = fc.asyncProperty(rows, fc.constantFrom(...orderings), async (x, text) => {
    const ours = await evaluate(text, { variables: { x: x as Json } });
    const code = ours.ok ? undefined : (/evaluation\. (\w+):/.exec(ours.error.cause ?? '')?.[1] ?? 'nothing');
    const theirs = await jsonata(text)
      .evaluate(undefined, { x: JSON.parse(JSON.stringify(x)) })
      .then((value: unknown) => (value === undefined ? { code: 'nothing' } : { value }))
      .catch((error: { code: string }) => ({ code: error.code }));
    expect(ours.ok ? { value: ours.value } : { code }).toEqual(JSON.parse(JSON.stringify(theirs)));
  });
  await fc.assert(property, { numRuns: 1_500 });
});
