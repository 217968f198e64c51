import type { Consumer } from '../ports/message-bus.ts';

/** Running consumers by key. What each works with can change while it runs: the next batch sees it. */
export interface ConsumerSet<T> {
  /**
   * Makes the consumers those of exactly these keys; changes are made one after the other, and the same call again changes
   * nothing. One whose key is gone is stopped when its batch is done, and its group keeps the place.
   */
  apply(desired: ReadonlyMap<string, T>): Promise<void>;
}

/** `subscribe` starts the consumer of an entry; `current` gives what the entry is now. */
export function createConsumerSet<T>(subscribe: (first: T, current: () => T) => Promise<Consumer>): ConsumerSet<T> {
  const running = new Map<string, { value: T; readonly consumer: Consumer }>();
  let changes: Promise<void> = Promise.resolve();

  async function change(desired: ReadonlyMap<string, T>): Promise<void> {
    const stopping: Promise<void>[] = [];
    for (const [key, { consumer }] of running) {
      if (desired.has(key)) continue;
      running.delete(key);
      stopping.push(consumer.stop());
    }
    for (const [key, value] of desired) {
      const known = running.get(key);
      if (known !== undefined) known.value = value;
      else running.set(key, { value, consumer: await subscribe(value, () => running.get(key)?.value ?? value) });
    }
    await Promise.all(stopping);
  }

  return {
    apply: (desired) => {
      changes = changes.catch(() => undefined).then(() => change(desired));
      return changes;
    },
  };
}
