import { createKafkaBus } from '../../../src/adapters/kafka/message-bus.ts';
import { userTopic } from '../../../src/messages/topics.ts';

/** A member of the group that prints what it is handed, a JSON line per batch, and is done with the first batch only. */
const [broker = '', topic = '', group = ''] = process.argv.slice(2);
const bus = createKafkaBus({
  clock: { now: () => Date.now() },
  brokers: [broker],
  timings: { fetchWaitMs: 50, acknowledgeMs: 10, sessionMs: 6_000 },
});
let batches = 0;
await bus.subscribe({
  topic: userTopic(topic),
  group,
  batchSize: 2,
  handle: async (batch) => {
    process.stdout.write(`${JSON.stringify(batch.map(({ value }) => value))}\n`);
    batches += 1;
    if (batches > 1) await new Promise(() => undefined);
  },
});
