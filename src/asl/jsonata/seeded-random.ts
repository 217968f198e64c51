const multiplier = 0x5deece66dn;
const mask = (1n << 48n) - 1n;

/** The number in [0, 1) that belongs to a seed, always the same: the first `nextDouble()` of Java's `Random(seed)`. */
export function seededRandom(seed: number): number {
  const first = next((BigInt(Math.trunc(seed)) ^ multiplier) & mask);
  const second = next(first);
  return Number(((first >> 22n) << 27n) + (second >> 21n)) / 2 ** 53;
}

function next(state: bigint): bigint {
  return (state * multiplier + 0xbn) & mask;
}
