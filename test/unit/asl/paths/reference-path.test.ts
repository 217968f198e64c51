import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { compileReferencePath } from '../../../../src/asl/paths/reference-path.ts';

function written(path: string, root: Json, value: Json) {
  const compiled = compileReferencePath(path);
  if (!compiled.ok) throw new TypeError(path);
  return compiled.value.write(root, value);
}

describe('compileReferencePath', () => {
  it.each([
    ['$', { a: 1 }, 2],
    ['$.r', {}, { r: 2 }],
    ['$.r', { r: 1, s: 3 }, { r: 2, s: 3 }],
    ['$.a.b.c', {}, { a: { b: { c: 2 } } }],
    ['$.a.b', { a: { c: 1 } }, { a: { c: 1, b: 2 } }],
    ["$['a b'].c", {}, { 'a b': { c: 2 } }],
    ['$.list[1]', { list: [0, 1, 3] }, { list: [0, 2, 3] }],
    ['$.list[0].x', { list: [{}] }, { list: [{ x: 2 }] }],
  ] as const)('writes at %s', (path, root, expected) => {
    expect(written(path, root, 2)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['$.r', 'text'],
    ['$.r', null],
    ['$.r', [1]],
    ['$.a.b', { a: 1 }],
    ['$.list[3]', { list: [0, 1, 2] }],
    ['$.list[0]', {}],
  ] as const)('cannot write at %s of %j', (path, root) => {
    expect(written(path, root, 2)).toEqual({
      ok: false,
      error: {
        error: 'States.ResultPathMatchFailure',
        cause: `Unable to apply ReferencePath ${path} to input ${JSON.stringify(root)}`,
      },
    });
  });

  it.each([
    '',
    'a',
    '$.*',
    '$..a',
    '$.a[*]',
    '$.a[0,1]',
    '$.a[1:]',
    "$['a','b']",
    '$.a[?(@)]',
    '$.a.length()',
    '$.a[-1]',
    '$$.a',
    '$a.b',
  ])('refuses %s', (text) => {
    expect(compileReferencePath(text).ok).toBe(false);
  });

  it('shares what it does not change', () => {
    const kept = { deep: [1] };
    const result = written('$.a.b', { kept, a: {} }, 1);
    expect(result.ok && (result.value as { kept: unknown }).kept).toBe(kept);
  });

  it('words a place that is not there', () => {
    const path = compileReferencePath('$.a[0].b');
    expect(path.ok && path.value.read({ a: [] })).toMatchObject({
      error: { error: 'States.Runtime', cause: "Invalid path '$.a[0].b' : No results for path: $['a'][0]['b']" },
    });
  });
});
