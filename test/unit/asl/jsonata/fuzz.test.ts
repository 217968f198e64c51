import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { toPlainJson } from '../../../../src/asl/jsonata/plain.ts';
import { referencedVariables } from '../../../../src/asl/jsonata/references.ts';
import { expression } from './any-expression.ts';
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

const limit =
  /(more|larger|longer) than|too large|too long|not supported|nested|could not be evaluated|levels deep|D1011/;
const own = /\$(partition|range|hash|parse|uuid|random|shuffle|now|millis|eval|clone)\b/;

/** The library goes on with the other items when one has failed, without end where nobody stops it. */
async function byLibrary(text: string, bindings: object): Promise<{ value: unknown } | { code: string | undefined }> {
  let isOver = false;
  try {
    const compiled = jsonata(text);
    compiled.assign(Symbol.for('jsonata.__evaluate_entry'), () => {
      if (isOver) throw new TypeError('The evaluation is over');
    });
    return { value: await compiled.evaluate(undefined, bindings) };
  } catch (error) {
    return { code: (error as { code?: string }).code };
  } finally {
    isOver = true;
  }
}

test('any expression gives what the library gives, but for the limits and the functions that are ours', {
  timeout: 120_000,
}, async () => {
  const property = fc.asyncProperty(expression, async (text) => {
    fc.pre(!own.test(text));
    const variables = { x: [1, { y: 2 }] };
    const ours = await evaluate(text, { input, variables });
    if (!ours.ok && limit.test(ours.error.cause ?? '')) return;
    const copy = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
    const bindings = { ...(copy(variables) as object), states: { input: copy(input), context: {} } };
    const theirs = await byLibrary(text, bindings);
    if (ours.ok) expect({ value: ours.value }).toEqual(copy(theirs));
    else if ('value' in theirs) expect(ours.error.cause).toMatch(/returned (nothing|an unsupported)/);
    // Which of several errors of one expression is told first is nobody's promise.
    else expect(ours.error.error).toBe('States.QueryEvaluationError');
  });
  await fc.assert(property, { numRuns: 600, verbose: true });
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
