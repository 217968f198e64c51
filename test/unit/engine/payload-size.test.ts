import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/asl/json.ts';
import { exceedsSize } from '../../../src/engine/payload-size.ts';

describe('exceedsSize', () => {
  it('counts the very bytes of JSON', () => {
    const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 2 });
    fc.assert(
      fc.property(
        fc.oneof(anyJson, fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', '\udc00x', '\u0001\n', '😀"\\')),
        (value) => {
          const bytes = Buffer.byteLength(JSON.stringify(value));
          expect(exceedsSize(value as Json, bytes)).toBe(false);
          expect(exceedsSize(value as Json, bytes - 1)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('stops reading once the limit is passed', () => {
    let reads = 0;
    const items = new Array<Json>(100_000).fill('x'.repeat(10));
    const watched = new Proxy(items, {
      get(target, key, receiver) {
        reads++;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    expect(exceedsSize(watched, 1000)).toBe(true);
    expect(reads).toBeLessThan(1000);
  });
});
