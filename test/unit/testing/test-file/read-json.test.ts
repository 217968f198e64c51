import { describe, expect, it } from 'vitest';
import { readJson } from '../../../../src/testing/test-file/read-json.ts';

describe('readJson', () => {
  it('reads JSON, and keeps a member named __proto__', () => {
    expect(readJson('{"a":[1,{"b":null}]}')).toEqual({ value: { a: [1, { b: null }] }, problems: [] });
    const { value, problems } = readJson('{"__proto__":1}');
    expect([Object.keys(value as object), problems]).toEqual([['__proto__'], []]);
  });

  it('passes over a byte order mark', () => {
    expect(readJson('\ufeff{}')).toEqual({ value: {}, problems: [] });
  });

  it.each([
    ['{"a":1,\n "a":2}', 'DUPLICATE_KEY', 2, 2],
    ['{"a":\n}', 'INVALID_JSON', 2, 1],
    ['', 'INVALID_JSON', 1, 1],
    ['['.repeat(501), 'TOO_DEEP', 1, 501],
  ])('says where %s is wrong', (text, code, line, column) => {
    expect(readJson(text)).toMatchObject({ value: null, problems: [{ code, line, column }] });
  });
});
