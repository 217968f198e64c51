import { type DeadLetter, deadLettersTopic } from '../../messages/topics.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Consumer, MessageBus } from '../../ports/message-bus.ts';
import { startConsumer } from './consumer.ts';
import { createKafka } from './kafka-client.ts';
import type { KafkaOptions } from './kafka-options.ts';
import { encode } from './records.ts';
import { createSender } from './sender.ts';
import { createTopics } from './topics.ts';

export interface KafkaBusParts extends KafkaOptions {
  readonly clock: Clock;
}
export interface KafkaBus extends MessageBus {
  /** Stops all consumers; batches under way are acknowledged, and what was sent has arrived. */
  close(): Promise<void>;
}

/** Topics of a Kafka cluster. It connects when it is first used. */
export function createKafkaBus({ clock, ...options }: KafkaBusParts): KafkaBus {
  const kafka = createKafka(options);
  const topics = createTopics(kafka, options.newTopics);
  const sender = createSender(kafka, topics);
  const consumers = new Set<Consumer>();

  const send: MessageBus['send'] = (topic, messages) =>
    sender.send(
      topic.name,
      messages.map((message) => encode(topic, message)),
    );
  async function sendDeadLetters(letters: readonly DeadLetter[]): Promise<void> {
    await send(
      deadLettersTopic,
      letters.map((value) => ({ key: `${value.topic}:${value.partition}`, value })),
    );
  }

  return {
    send,
    async subscribe(subscription) {
      await topics.ensure(subscription.topic.name);
      const parts = { kafka, clock, timings: options.timings ?? {}, sendDeadLetters };
      const started = await startConsumer(parts, subscription);
      const consumer: Consumer = {
        stop: () => {
          consumers.delete(consumer);
          return started.stop();
        },
      };
      consumers.add(consumer);
      return consumer;
    },
    async close() {
      await Promise.all([...consumers].map((consumer) => consumer.stop()));
      await sender.close();
      await topics.close();
    },
  };
}
