import { describe, expect, it } from 'vitest';
import { canonicalJson, isWithinDepth } from '../../../src/registry/canonical-json.ts';

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('canonicalJson', () => {
  it('is equal for equal values, whatever the order of members', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'ä' })).toBe('{"a":"ä","b":[1,{"c":true,"d":null}]}');
  });

  it('tells a lone surrogate from the replacement character, and keeps it', () => {
    expect(canonicalJson('\ud800')).not.toBe(canonicalJson('\ufffd'));
    expect(JSON.parse(canonicalJson('\ud800'))).toBe('\ud800');
  });

  it('takes __proto__ as a member like any other', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
  });
});

describe('isWithinDepth', () => {
  it('counts arrays and objects', () => {
    expect(isWithinDepth(nested(3), 3)).toBe(true);
    expect(isWithinDepth(nested(4), 3)).toBe(false);
    expect(isWithinDepth('scalar', 0)).toBe(true);
  });

  it('survives any depth', () => {
    expect(isWithinDepth(nested(100_000), 500)).toBe(false);
  });
});
