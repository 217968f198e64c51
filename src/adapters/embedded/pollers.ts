/** Long polls of one group that found nothing yet. */
export interface Pollers {
  /** Resolves when there may be something, after the time, or when the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  wake(): void;
}

export function createPollers(): Pollers {
  const waiting = new Set<() => void>();
  return {
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        waiting.add(done);
        signal?.addEventListener('abort', done);
      }),
    wake: () => {
      for (const done of waiting) done();
    },
  };
}
