/**
 * A random sequence that depends on the seed alone (xmur3 into sfc32), in [0, 1).
 * Good enough for jitter, sampling and version-4 UUIDs within one decision; not for secrets. Seeded on first use.
 */
export function createRandom(seed: string): () => number {
  let next: (() => number) | undefined;
  return () => {
    next ??= sfc32(seed);
    return next();
  };
}

function sfc32(seed: string): () => number {
  const hash = xmur3(seed);
  let a = hash();
  let b = hash();
  let c = hash();
  let d = hash();
  return () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
}

function xmur3(text: string): () => number {
  let h = 1779033703 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 3432918353);
    h = (h << 13) | (h >>> 19);
  }
  return () => {
    h = Math.imul(h ^ (h >>> 16), 2246822507);
    h = Math.imul(h ^ (h >>> 13), 3266489909);
    h ^= h >>> 16;
    return h >>> 0;
  };
}
