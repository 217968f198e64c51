/** Starts of flows that are under way in this process, by blueprint. */
export interface Starts {
  track<T>(blueprint: string, start: Promise<T>): Promise<T>;
  /** Resolves when those begun before the call have ended, one way or the other. */
  settled(blueprint: string): Promise<void>;
}

export function createStarts(): Starts {
  const open = new Map<string, Set<Promise<unknown>>>();

  async function track<T>(blueprint: string, start: Promise<T>): Promise<T> {
    const ofBlueprint = open.get(blueprint) ?? new Set();
    open.set(blueprint, ofBlueprint.add(start));
    try {
      return await start;
    } finally {
      ofBlueprint.delete(start);
      if (ofBlueprint.size === 0) open.delete(blueprint);
    }
  }

  return {
    track,
    settled: async (blueprint) => {
      await Promise.allSettled(open.get(blueprint) ?? []);
    },
  };
}
