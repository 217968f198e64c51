import { type Kafka, Partitioners, type Producer, type RecordMetadata } from 'kafkajs';
import type { Receipt } from '../../ports/message-bus.ts';
import { kafkaFault } from './kafka-fault.ts';
import type { Topics } from './topics.ts';

/** A record on its way. The partitioner notes where it goes, so that its receipt can be told and a repetition goes there, too. */
export interface OutgoingRecord {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  partition?: number;
}

export interface Sender {
  /** Resolves when all replicas in step have the records: `acks=all`. */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<readonly Receipt[]>;
  close(): Promise<void>;
}

interface Parcel {
  readonly topic: string;
  readonly records: readonly OutgoingRecord[];
  readonly resolve: (receipts: readonly Receipt[]) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * One request at a time: what is sent while one is under way goes together into the next, whatever its topic. The producer is
 * idempotent: a request that is repeated leaves no record twice.
 */
export function createSender(kafka: Kafka, topics: Topics): Sender {
  let producer: Promise<Producer> | undefined;
  let waiting: Parcel[] = [];
  let running: Promise<void> | undefined;

  async function connect(): Promise<Producer> {
    const created = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
      createPartitioner: notingPartitioner,
    });
    await created.connect();
    return created;
  }
  async function request(parcels: readonly Parcel[]): Promise<readonly RecordMetadata[]> {
    producer ??= connect();
    try {
      return await (await producer).sendBatch({ topicMessages: byTopic(parcels), acks: -1 });
    } catch (error) {
      // Its sequence numbers may be out of step with the broker's: the next request begins a new sequence.
      const spent = producer;
      producer = undefined;
      void spent.then((old) => old.disconnect()).catch(() => undefined);
      throw error;
    }
  }
  async function deliver(parcels: readonly Parcel[]): Promise<void> {
    try {
      const places = await request(parcels);
      const offsets = new Map(
        places.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, Number(baseOffset)]),
      );
      for (const { topic, records, resolve } of parcels)
        resolve(records.map((record) => receiptOf(topic, record, offsets)));
    } catch (error) {
      // One topic's trouble is not the others'.
      const names = new Set(parcels.map(({ topic }) => topic));
      if (names.size > 1) {
        for (const name of names) await deliver(parcels.filter(({ topic }) => topic === name));
        return;
      }
      for (const { topic, reject } of parcels) reject(kafkaFault(`records are not on topic ${topic}`, error));
    }
  }
  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const parcels = waiting;
      waiting = [];
      await deliver(parcels);
    }
    running = undefined;
  }

  return {
    async send(topic, records) {
      if (records.length === 0) return [];
      const making = topics.ensure(topic);
      if (making !== undefined) await making;
      return new Promise((resolve, reject) => {
        waiting.push({ topic, records, resolve, reject });
        // What is sent within this turn of the event loop goes along.
        running ??= Promise.resolve().then(run);
      });
    },
    async close() {
      await running;
      await (await producer?.catch(() => undefined))?.disconnect();
    },
  };
}

function byTopic(parcels: readonly Parcel[]): { topic: string; messages: OutgoingRecord[] }[] {
  const messages = new Map<string, OutgoingRecord[]>();
  for (const { topic, records } of parcels) {
    const list = messages.get(topic);
    if (list === undefined) messages.set(topic, [...records]);
    else for (const record of records) list.push(record);
  }
  return [...messages].map(([topic, list]) => ({ topic, messages: list }));
}

/** The offset that the next record of the partition has: records lie in the order in which they were sent. */
function receiptOf(topic: string, { partition = 0 }: OutgoingRecord, offsets: Map<string, number>): Receipt {
  const place = `${topic}/${partition}`;
  const offset = offsets.get(place) ?? -1;
  offsets.set(place, offset + 1);
  return { topic, partition, offset };
}

/** Places records as the Java client does, so that a key has one place whoever sends. */
function notingPartitioner(): ReturnType<typeof Partitioners.DefaultPartitioner> {
  const place = Partitioners.DefaultPartitioner();
  return (options) => {
    const record: OutgoingRecord = options.message as OutgoingRecord;
    record.partition = place(options);
    return record.partition;
  };
}
