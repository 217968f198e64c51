import type { Delivered, Message, MessageBus, Subscription, Topic } from '../../src/ports/message-bus.ts';

export interface MemoryBus extends MessageBus {
  /** Everything sent to a topic, in order. */
  readonly sent: <T>(topic: Topic<T> | string) => readonly Delivered<T>[];
  /** Records that the group has not acknowledged. */
  readonly backlog: (topic: string, group: string) => number;
  /** Sends reject with it while it is set. */
  fault: unknown;
}

interface Reader {
  readonly subscription: Subscription<never>;
  isStopped: boolean;
  running: Promise<void> | undefined;
}

/** One partition a topic; a batch that its handler rejects is delivered again. For tests in one process. */
export function memoryBus({ now = () => 0 }: { now?: () => number } = {}): MemoryBus {
  const topics = new Map<string, Delivered<unknown>[]>();
  const places = new Map<string, number>();
  const readers = new Map<string, Reader[]>();

  const recordsOf = (name: string) => {
    const records = topics.get(name) ?? [];
    topics.set(name, records);
    return records;
  };
  const placeOf = (topic: string, group: string) => places.get(`${topic} ${group}`) ?? 0;

  async function run(reader: Reader): Promise<void> {
    const { topic, group, batchSize, handle } = reader.subscription;
    for (;;) {
      const place = placeOf(topic.name, group);
      const batch = recordsOf(topic.name).slice(place, place + batchSize);
      if (reader.isStopped || batch.length === 0) return;
      try {
        await handle(batch as never);
        places.set(`${topic.name} ${group}`, place + batch.length);
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  function wake(reader: Reader): void {
    reader.running ??= Promise.resolve()
      .then(() => run(reader))
      .finally(() => {
        reader.running = undefined;
        if (!reader.isStopped && bus.backlog(reader.subscription.topic.name, reader.subscription.group) > 0)
          wake(reader);
      });
  }

  const bus: MemoryBus = {
    fault: undefined,
    sent: (topic) => recordsOf(typeof topic === 'string' ? topic : topic.name) as never,
    backlog: (topic, group) => recordsOf(topic).length - placeOf(topic, group),
    send: async <T>(topic: Topic<T>, messages: readonly Message<T>[]) => {
      if (bus.fault !== undefined) throw bus.fault;
      const records = recordsOf(topic.name);
      const receipts = messages.map((message) => {
        const place = { topic: topic.name, partition: 0, offset: records.length };
        records.push({ ...message, ...place, timestamp: now() });
        return place;
      });
      for (const reader of readers.get(topic.name) ?? []) wake(reader);
      return receipts;
    },
    subscribe: async (subscription) => {
      const reader: Reader = { subscription: subscription as never, isStopped: false, running: undefined };
      const { name } = subscription.topic;
      readers.set(name, [...(readers.get(name) ?? []), reader]);
      wake(reader);
      return {
        stop: async () => {
          reader.isStopped = true;
          readers.set(
            name,
            (readers.get(name) ?? []).filter((other) => other !== reader),
          );
          await reader.running;
        },
      };
    },
  };
  return bus;
}
