const multiplier = 0x5deece66dn;
const mask = (1n << 48n) - 1n;

/** The first `nextInt(bound)` of Java's `Random(seed)`, the generator that AWS seeds. */
export function seededInteger(seed: number, bound: number): number {
  let state = (BigInt(seed) ^ multiplier) & mask;
  while (true) {
    state = (state * multiplier + 0xbn) & mask;
    const bits = Number(state >> 17n);
    if ((bound & (bound - 1)) === 0) return Number((BigInt(bound) * BigInt(bits)) >> 31n);
    const value = bits % bound;
    if (bits - value + (bound - 1) <= 2_147_483_647) return value;
  }
}
