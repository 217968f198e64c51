import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { compilePath } from '../../../../src/asl/paths/path.ts';
import { compileReferencePath } from '../../../../src/asl/paths/reference-path.ts';
import { environmentOf } from '../environment-of.ts';

const json = fc.jsonValue() as fc.Arbitrary<Json>;
const fragments = [
  '$',
  '@',
  '.',
  '..',
  '[',
  ']',
  "'",
  '"',
  '*',
  '?',
  '(',
  ')',
  ':',
  ',',
  '-',
  '1',
  'a',
  '==',
  '=~',
  '/',
  '!',
  '&&',
  ' ',
  '\\',
  '{',
  '}',
  'in',
  'length()',
];
const pathLike = fc.oneof(
  fc.string().map((text) => `$${text}`),
  fc.array(fc.constantFrom(...fragments), { maxLength: 14 }).map((parts) => `$${parts.join('')}`),
  fc.array(fc.constantFrom(...fragments), { maxLength: 10 }).map((parts) => `$.a[?(@.${parts.join('')})]`),
);
const keys = fc.array(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), {
  minLength: 1,
  maxLength: 4,
});

function pathOf(names: readonly string[]): string {
  return `$${names.map((name) => `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`).join('')}`;
}

function reference(text: string) {
  const path = compileReferencePath(text);
  if (!path.ok) throw new TypeError(text);
  return path.value;
}

describe('paths, for any text and any JSON', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(pathLike, json, (text, input) => {
        const path = compilePath(text);
        if (path.ok) expect(typeof path.value.evaluate(environmentOf(input)).ok).toBe('boolean');
      }),
      { numRuns: 3000 },
    );
  });

  it('leave the input as it was', () => {
    fc.assert(
      fc.property(pathLike, json, (text, input) => {
        const before = JSON.stringify(input);
        const path = compilePath(text);
        if (path.ok) path.value.evaluate(environmentOf(input));
        expect(JSON.stringify(input)).toBe(before);
      }),
    );
  });

  it('read what a reference path has written, and only there', () => {
    fc.assert(
      fc.property(keys, fc.dictionary(fc.string(), json, { noNullPrototype: true }), json, (names, root, value) => {
        const path = reference(pathOf(names));
        const before = JSON.stringify(root);
        const written = path.write(root, value);
        expect(JSON.stringify(root)).toBe(before);
        if (!written.ok) return;
        expect(path.read(written.value)).toEqual({ ok: true, value });
        expect(Object.keys(written.value as object).filter((key) => key !== names[0])).toEqual(
          Object.keys(root).filter((key) => key !== names[0]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('never throw when a reference path writes', () => {
    fc.assert(
      fc.property(pathLike, json, json, (text, root, value) => {
        const path = compileReferencePath(text);
        if (path.ok) expect(typeof path.value.write(root, value).ok).toBe('boolean');
      }),
    );
  });
});
