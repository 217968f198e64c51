import fc from 'fast-check';
import { JSONPath } from 'jsonpath-plus';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { compilePath } from '../../../../src/asl/paths/path.ts';
import { environmentOf } from '../environment-of.ts';

const names = ['a', 'b', 'c', 'long name'];
const name = fc.constantFrom(...names);
const index = fc.integer({ min: 0, max: 3 });
const document = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(1, 2.5, true),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** Steps on whose meaning Jayway and jsonpath-plus agree; strings are left out, as jsonpath-plus takes an index of them. */
const step = fc.oneof(
  name.map((text) => `['${text}']`),
  index.map((at) => `[${at}]`),
  fc.constant('[*]'),
);
const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => `$${steps.join('')}`);
const scan = fc.constantFrom('a', 'b', 'c').map((text) => `$..${text}`);

function ours(text: string, input: Json): Json | undefined {
  const compiled = compilePath(text);
  if (!compiled.ok) throw new TypeError(text);
  const result = compiled.value.evaluate(environmentOf(input));
  if (!result.ok) return undefined;
  return compiled.value.isDefinite ? [result.value] : result.value;
}

function theirs(text: string, input: Json): Json {
  return JSONPath({ path: text, json: input as object, eval: false, wrap: true }) as Json;
}

describe('compilePath against jsonpath-plus', () => {
  it('selects the same values by names, indexes and wildcards', () => {
    fc.assert(
      fc.property(document, path, (input, text) => {
        fc.pre(typeof input === 'object');
        const found = ours(text, input);
        if (found === undefined) expect(theirs(text, input)).toEqual([]);
        else expect(found).toEqual(theirs(text, input));
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same values by a deep scan, in whatever order', () => {
    fc.assert(
      fc.property(document, scan, (input, text) => {
        fc.pre(typeof input === 'object');
        const sorted = (values: Json | undefined) => (values as Json[]).map((value) => JSON.stringify(value)).sort();
        expect(sorted(ours(text, input))).toEqual(sorted(theirs(text, input)));
      }),
      { numRuns: 300 },
    );
  });
});
