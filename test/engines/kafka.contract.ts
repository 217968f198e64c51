import { inject } from 'vitest';
import { createKafkaBus } from '../../src/adapters/kafka/message-bus.ts';
import { describeMessageBus } from '../contract/suites/message-bus.ts';

const clock = { now: () => Date.now() };

function open() {
  return createKafkaBus({
    clock,
    brokers: [inject('kafka')],
    newTopics: { partitions: 4 },
    timings: { fetchWaitMs: 50, acknowledgeMs: 20, sessionMs: 6_000, retryMs: 5 },
  });
}

describeMessageBus('Kafka', async () => {
  let bus = open();
  return {
    bus,
    crash: async () => {
      await bus.close();
      bus = open();
      return bus;
    },
    close: () => bus.close(),
  };
});
