import type { FlowId } from '../../../src/engine/ids.ts';
import type { HistoryRecord, InputRecord, JobRecord } from '../../../src/messages/topics.ts';
import { deadLettersTopic, historyTopic, inputsTopic } from '../../../src/messages/topics.ts';
import type { Delivered, Message, MessageBus, Receipt, Topic } from '../../../src/ports/message-bus.ts';
import type { Random } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';

interface Partition {
  readonly records: Delivered<InputRecord>[];
  /** Offset of the first record that is not acknowledged. */
  acknowledged: number;
}

/** A consumer's hold on a partition. A zombie has lost it, and goes on for some batches without knowing. */
export interface Assignment {
  readonly partition: number;
  readonly process: Process;
  position: number;
  isBusy: boolean;
  zombieBatches: number | undefined;
}

export interface HostileBus {
  readonly partitions: readonly Partition[];
  readonly jobs: JobRecord[];
  readonly history: HistoryRecord[];
  readonly deadLetters: unknown[];
  /** How often a record of `inputs` was handed to a conductor, by `PARTITION/OFFSET`. */
  readonly deliveries: Map<string, number>;
  /** How often a job was put on its topic, by `FLOW/EFFECT`. */
  readonly published: Map<string, number>;
  readonly append: (record: InputRecord, isDurable?: boolean) => void;
  readonly addPartition: () => void;
  readonly next: (assignment: Assignment, size: number) => readonly Delivered<InputRecord>[];
  readonly acknowledge: (assignment: Assignment, position: number) => void;
  /** Records that are not durable die with the process that holds them. */
  readonly loseMemory: () => void;
  readonly portOf: (process: Process) => MessageBus;
}

export function createHostileBus(random: Random, scheduler: () => Scheduler, partitionCount: number): HostileBus {
  const partitions: Partition[] = [];
  const jobs: JobRecord[] = [];
  const history: HistoryRecord[] = [];
  const deadLetters: unknown[] = [];
  const deliveries = new Map<string, number>();
  const published = new Map<string, number>();
  const addPartition = () => partitions.push({ records: [], acknowledged: 0 });
  for (let index = 0; index < partitionCount; index++) addPartition();

  function append(value: InputRecord, durable = true): Receipt {
    const partition = hash(value.flowId) % partitions.length;
    const { records } = partitions[partition] as Partition;
    const offset = records.length;
    const topic = inputsTopic.name;
    records.push({ topic, partition, offset, key: value.flowId, value, durable, timestamp: 0 });
    return { topic, partition, offset };
  }

  function accept(topic: Topic<unknown>, { value, durable }: Message<unknown>): Receipt {
    if (topic.name === inputsTopic.name) return append(value as InputRecord, durable);
    if (topic.name === historyTopic.name) history.push(value as HistoryRecord);
    else if (topic.name === deadLettersTopic.name) deadLetters.push(value);
    else {
      const job = value as JobRecord;
      jobs.push(job);
      count(published, `${job.flowId}/${job.dispatch.id}`);
    }
    return { topic: topic.name, partition: 0, offset: 0 };
  }

  return {
    partitions,
    jobs,
    history,
    deadLetters,
    deliveries,
    published,
    append,
    addPartition,
    next: ({ partition, position }, size) => {
      const { records } = partitions[partition] as Partition;
      const batch: Delivered<InputRecord>[] = [];
      for (let offset = position; offset < records.length && batch.length < size; offset++) {
        const record = records[offset];
        if (record) batch.push(record);
      }
      for (const { offset } of batch) count(deliveries, `${partition}/${offset}`);
      return batch;
    },
    acknowledge: ({ partition, zombieBatches }, position) => {
      const place = partitions[partition] as Partition;
      if (zombieBatches === undefined) place.acknowledged = position;
      // A zombie is fenced, or takes the group's place back.
      else if (position < place.acknowledged && random.chance(0.3)) place.acknowledged = position;
    },
    loseMemory: () => {
      jobs.length = 0;
      for (const { records, acknowledged } of partitions) {
        for (let offset = acknowledged; offset < records.length; offset++) {
          if (records[offset]?.durable === false) delete records[offset];
        }
      }
    },
    portOf: (process) => ({
      send: (topic, messages) =>
        scheduler().call(process, sendName(topic.name), (mayGoOn) => {
          const receipts: Receipt[] = [];
          for (const message of messages) {
            receipts.push(accept(topic as Topic<unknown>, message));
            if (!mayGoOn()) break;
          }
          return receipts;
        }),
      subscribe: () => Promise.resolve({ stop: () => Promise.resolve() }),
    }),
  };
}

function sendName(topic: string): string {
  if (topic === historyTopic.name) return 'publish history';
  return topic === inputsTopic.name ? 'publish inputs' : 'publish jobs';
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function hash(key: FlowId): number {
  let value = 2166136261;
  for (let index = 0; index < key.length; index++) value = Math.imul(value ^ key.charCodeAt(index), 16777619);
  return (value >>> 0) % 1_000_003;
}
