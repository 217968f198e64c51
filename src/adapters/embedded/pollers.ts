/** Long polls of one group that found nothing yet. */
export interface Pollers {
  /** Resolves when there may be something, or after the time. */
  wait(milliseconds: number): Promise<void>;
  wake(): void;
}

export function createPollers(): Pollers {
  const waiting = new Set<() => void>();
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        waiting.add(done);
      }),
    wake: () => {
      for (const done of waiting) done();
    },
  };
}
