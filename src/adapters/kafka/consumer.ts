import type { Kafka, KafkaMessage } from 'kafkajs';
import type { DeadLetter } from '../../messages/topics.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Consumer, Delivered, Subscription } from '../../ports/message-bus.ts';
import { createAcknowledgements } from './acknowledgements.ts';
import { kafkaFault } from './kafka-fault.ts';
import type { Timings } from './kafka-options.ts';
import { createPartitionLane, type PartitionLane } from './partition-lane.ts';
import { deadLetterOf, decode } from './records.ts';

export interface ConsumerParts {
  readonly kafka: Kafka;
  readonly clock: Clock;
  readonly timings: Timings;
  readonly sendDeadLetters: (letters: readonly DeadLetter[]) => Promise<void>;
}

interface FetchedRecord {
  readonly partition: number;
  readonly message: KafkaMessage;
}

/**
 * A member of the group. The client only fetches; each partition has a lane of its own, so that one that fails or is slow holds up no
 * other. What is handled is acknowledged soon after; a member that dies before is followed by one that gets the records again.
 */
export async function startConsumer<T>(
  { kafka, clock, timings, sendDeadLetters }: ConsumerParts,
  { topic, group, batchSize, handle }: Subscription<T>,
): Promise<Consumer> {
  const { fetchWaitMs = 500, acknowledgeMs = 100, sessionMs = 30_000, retryMs = 50 } = timings;
  const consumer = kafka.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    sessionTimeout: sessionMs,
    heartbeatInterval: Math.min(3_000, sessionMs / 4),
    maxWaitTimeInMs: fetchWaitMs,
    metadataMaxAge: 60_000,
    // It never gives up: an outage ends some time.
    retry: { initialRetryTime: 50, maxRetryTime: 2_000, restartOnFailure: () => Promise.resolve(true) },
  });
  const acknowledgements = createAcknowledgements(
    (places) =>
      consumer.commitOffsets(
        places.map(({ partition, next }) => ({ topic: topic.name, partition, offset: String(next) })),
      ),
    acknowledgeMs,
  );
  let isStopping = false;
  let lanes = new Map<number, PartitionLane<FetchedRecord>>();
  /** Batches of partitions that may come back, or have. */
  const ending = new Map<number, Promise<void>>();

  function dropLanes(): void {
    for (const [partition, lane] of lanes) ending.set(partition, lane.drop());
    lanes = new Map();
  }
  async function handleBatch(records: readonly FetchedRecord[]): Promise<void> {
    const readable: Delivered<T>[] = [];
    const letters: DeadLetter[] = [];
    for (const { partition, message } of records) {
      const record = decode(topic, partition, message);
      if ('unreadable' in record) letters.push(deadLetterOf(record, group, clock.now()));
      else readable.push(record);
    }
    if (letters.length > 0) await sendDeadLetters(letters);
    if (readable.length > 0) await handle(readable);
  }
  function laneOf(partition: number): PartitionLane<FetchedRecord> {
    const known = lanes.get(partition);
    if (known !== undefined) return known;
    const lane = createPartitionLane<FetchedRecord>({
      batchSize,
      retryMs,
      after: ending.get(partition),
      handle: handleBatch,
      onDone: (batch) => acknowledgements.done(partition, Number(batch.at(-1)?.message.offset) + 1),
    });
    lanes.set(partition, lane);
    return lane;
  }

  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => {
      acknowledgements.forget();
      dropLanes();
      resolve();
    });
  });
  consumer.on(consumer.events.REBALANCING, () => void acknowledgements.flush());
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic.name], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch: { partition, messages }, pause }) => {
        if (isStopping) return Promise.resolve();
        laneOf(partition).add(
          messages.map((message) => ({ partition, message })),
          pause,
        );
        return Promise.resolve();
      },
    });
  } catch (cause) {
    await consumer.disconnect().catch(() => undefined);
    throw kafkaFault(`group ${group} cannot read topic ${topic.name}`, cause);
  }
  await joined;

  return {
    async stop() {
      isStopping = true;
      dropLanes();
      await Promise.all(ending.values());
      await acknowledgements.flush();
      await consumer.disconnect();
    },
  };
}
