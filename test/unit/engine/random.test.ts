import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/engine/random.ts';

describe('createRandom', () => {
  const take = (seed: string, count: number) => {
    const random = createRandom(seed);
    return Array.from({ length: count }, random);
  };

  it('gives the same numbers for the same seed, others for another', () => {
    expect(take('a', 5)).toEqual(take('a', 5));
    expect(take('a', 5)).not.toEqual(take('b', 5));
  });

  it('spreads evenly over [0, 1)', () => {
    const numbers = take('even', 10_000);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const tenths = new Array<number>(10).fill(0);
    for (const number of numbers) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
