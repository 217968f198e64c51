/** What a group has done of each partition, told to the broker from time to time: what it is not told is delivered again. */
export interface Acknowledgements {
  /** All records of the partition below `next` are done. */
  done(partition: number, next: number): void;
  /** Resolves when the broker knows, or cannot be told. */
  flush(): Promise<void>;
  /** The partitions belong to others now, perhaps. */
  forget(): void;
}

export function createAcknowledgements(
  commit: (places: readonly { readonly partition: number; readonly next: number }[]) => Promise<void>,
  everyMs: number,
): Acknowledgements {
  let places = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  let committing = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (places.size === 0) return committing;
    const told = [...places].map(([partition, next]) => ({ partition, next }));
    places = new Map();
    // A place that is not told is overtaken by the next one, or its records are delivered again.
    committing = committing.then(() => commit(told)).catch(() => undefined);
    return committing;
  }

  return {
    done(partition, next) {
      places.set(partition, next);
      timer ??= setTimeout(() => void flush(), everyMs);
    },
    flush,
    forget: () => places.clear(),
  };
}
