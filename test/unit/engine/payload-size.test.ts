import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/asl/json.ts';
import { exceedsSize } from '../../../src/engine/payload-size.ts';

describe('exceedsSize', () => {
  it('counts the very bytes of JSON', () => {
    const anyJson = fc.jsonValue({ stringUnit: 'binary' });
    fc.assert(
      fc.property(
        fc.oneof(anyJson, fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', '\udc00x', '\u0001\n', '😀"\\')),
        (value) => {
          const bytes = Buffer.byteLength(JSON.stringify(value));
          expect(exceedsSize(value as Json, bytes)).toBe(false);
          expect(exceedsSize(value as Json, bytes - 1)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('stops counting at the limit', () => {
    const large = new Array(1_000_000).fill('x'.repeat(10));
    const before = performance.now();
    for (let n = 0; n < 100; n++) expect(exceedsSize(large, 1000)).toBe(true);
    expect(performance.now() - before).toBeLessThan(200);
  });
});
