import type { Admin, Kafka } from 'kafkajs';
import { kafkaFault } from './kafka-fault.ts';
import type { NewTopics } from './kafka-options.ts';

/** Trigger messages and replies may have 4 MB, besides headers. */
const MAX_RECORD_BYTES = 5 * 1024 * 1024;

export interface Topics {
  /** Resolves when the topic is there, as far as this is for the bus to see to. */
  ensure(topic: string): Promise<void> | undefined;
  close(): Promise<void>;
}

/** Makes missing topics on first use; asks once per topic. */
export function createTopics(kafka: Kafka, newTopics: NewTopics | undefined): Topics {
  const known = new Map<string, Promise<void> | undefined>();
  let admin: Promise<Admin> | undefined;

  async function connect(): Promise<Admin> {
    const client = kafka.admin();
    await client.connect();
    return client;
  }
  async function make(topic: string, { partitions, replicationFactor }: NewTopics): Promise<void> {
    try {
      admin ??= connect();
      const options = {
        topic,
        numPartitions: partitions,
        ...(replicationFactor !== undefined && { replicationFactor }),
        configEntries: [{ name: 'max.message.bytes', value: String(MAX_RECORD_BYTES) }],
      };
      await (await admin).createTopics({ topics: [options], waitForLeaders: true });
      known.set(topic, undefined);
    } catch (cause) {
      known.delete(topic);
      admin = undefined;
      throw kafkaFault(`topic ${topic} cannot be made`, cause);
    }
  }

  return {
    ensure(topic) {
      if (newTopics === undefined) return undefined;
      if (!known.has(topic)) known.set(topic, make(topic, newTopics));
      return known.get(topic);
    },
    close: async () => (await admin?.catch(() => undefined))?.disconnect(),
  };
}
