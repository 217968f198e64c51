import type { Kafka, Message, PartitionMetadata, Producer, ProducerBatch, ProducerConfig } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createSender, type OutgoingRecord } from '../../../../src/adapters/kafka/sender.ts';

const PARTITIONS = 4;

/** A cluster of which only the producers' side is there. */
function fakeKafka(fails: (batch: ProducerBatch) => unknown = () => undefined) {
  const requests: ProducerBatch[] = [];
  const configs: ProducerConfig[] = [];
  const ends = new Map<string, number>();
  const producer = (config: ProducerConfig) => {
    configs.push(config);
    const place = config.createPartitioner?.();
    return {
      connect: async () => undefined,
      disconnect: async () => undefined,
      sendBatch: async (batch: ProducerBatch) => {
        requests.push(batch);
        const failure = fails(batch);
        if (failure !== undefined) throw failure;
        const bases = new Map<string, number>();
        for (const { topic, messages } of batch.topicMessages ?? []) {
          for (const message of messages) {
            const partition = place?.({ topic, partitionMetadata: metadata, message }) ?? 0;
            const name = `${topic} ${partition}`;
            const end = ends.get(name) ?? 100;
            if (!bases.has(name)) bases.set(name, end);
            ends.set(name, end + 1);
          }
        }
        return [...bases].map(([name, base]) => {
          const [topicName = '', partition] = name.split(' ');
          return { topicName, partition: Number(partition), errorCode: 0, baseOffset: String(base) };
        });
      },
    } as unknown as Producer;
  };
  return { kafka: { producer } as unknown as Kafka, requests, configs };
}
const metadata = Array.from({ length: PARTITIONS }, (_, partitionId) => {
  return { partitionId, leader: 1 } as unknown as PartitionMetadata;
});
const topics = { ensure: () => undefined, close: async () => undefined };
const record = (key: string | null, value = 'x'): OutgoingRecord => ({ key, value, headers: {} });

describe('sender', () => {
  it('puts what is sent together, or while a request is under way, into one request', async () => {
    const { kafka, requests } = fakeKafka();
    const sender = createSender(kafka, topics);
    const first = sender.send('jobs', [record('a')]);
    const second = sender.send('history', [record('a'), record('b')]);
    await Promise.all([first, second]);
    expect(requests).toHaveLength(1);
    await Promise.all(Array.from({ length: 50 }, (_, index) => sender.send('jobs', [record(`${index}`)])));
    expect(requests).toHaveLength(2);
    await sender.close();
  });

  it('is idempotent, waits for all replicas in step, and makes no topics', async () => {
    const { kafka, requests, configs } = fakeKafka();
    const sender = createSender(kafka, topics);
    await sender.send('jobs', [record('a')]);
    expect(configs[0]).toMatchObject({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    expect(requests[0]?.acks).toBe(-1);
  });

  it('tells each record its place, in the order of its partition', async () => {
    const { kafka } = fakeKafka();
    const sender = createSender(kafka, topics);
    const [one, two] = await Promise.all([
      sender.send('jobs', [record('a'), record('a'), record('b')]),
      sender.send('jobs', [record('a')]),
    ]);
    const [first, second, other] = one;
    expect(second).toEqual({ ...first, offset: (first?.offset ?? 0) + 1 });
    expect(two[0]?.offset).toBe((second?.offset ?? 0) + (other?.partition === first?.partition ? 2 : 1));
  });

  it('places keys where the Java client does', async () => {
    const { kafka } = fakeKafka();
    const sender = createSender(kafka, topics);
    // murmur2 of these texts, as the tests of Kafka itself have it.
    const hashes = { '21': -973932308, foobar: -790332482, 'a-little-bit-long-string': -985981536 };
    const receipts = await sender.send(
      'jobs',
      Object.keys(hashes).map((key) => record(key)),
    );
    expect(receipts.map(({ partition }) => partition)).toEqual(
      Object.values(hashes).map((hash) => (hash & 0x7fffffff) % PARTITIONS),
    );
  });

  it('sends to the other topics when one is refused', async () => {
    const isMissing = ({ topicMessages = [] }: ProducerBatch) => topicMessages.some(({ topic }) => topic === 'missing');
    const { kafka } = fakeKafka((batch) => (isMissing(batch) ? new Error('unknown topic') : undefined));
    const sender = createSender(kafka, topics);
    const refused = sender.send('missing', [record('a')]);
    const taken = sender.send('jobs', [record('a')]);
    await expect(refused).rejects.toMatchObject({ code: 'SFC_BROKER_UNREACHABLE', retryable: true });
    expect(await taken).toHaveLength(1);
  });

  it('begins a new sequence after a failure, and leaves a record in the partition that it was meant for', async () => {
    let failures = 1;
    const { kafka, requests, configs } = fakeKafka(() => (failures-- > 0 ? new Error('out of order') : undefined));
    const sender = createSender(kafka, topics);
    const message: OutgoingRecord & Message = record(null) as OutgoingRecord & Message;
    message.partition = 3;
    await expect(sender.send('jobs', [message])).rejects.toMatchObject({ code: 'SFC_BROKER_UNREACHABLE' });
    expect(await sender.send('jobs', [message])).toMatchObject([{ partition: 3 }]);
    expect(configs).toHaveLength(2);
    expect(requests).toHaveLength(2);
  });
});
