import type { DatabaseSync } from 'node:sqlite';
import { type DeadLetter, deadLettersTopic } from '../../messages/topics.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  Consumer,
  Delivered,
  Message,
  Receipt,
  ServingMessageBus,
  Subscription,
  Topic,
} from '../../ports/message-bus.ts';
import { type BrowsePage, browse } from './browse.ts';
import type { BusSettings } from './bus-settings.ts';
import { deliver, type Member, type Place, toDelivered, toText } from './consumer-place.ts';
import { type EmbeddedTopic, type Group, rowOf } from './embedded-topic.ts';
import type { Entry, LogRecord } from './partition-log.ts';
import type { RecordRow } from './record-procedures.ts';
import { createRemoteConsumers } from './remote-consumers.ts';
import { createTopics } from './topic-registry.ts';
import type { Writer } from './writer.ts';

export interface BusParts {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly settings: BusSettings;
}
export interface EmbeddedBus extends ServingMessageBus {
  /** Records of the topic that the group has not acknowledged. */
  backlog(topic: string, group: string): number;
  /** Records of the topic, whoever has read them; for people. See `browse.ts`. */
  browse(topic: string, cursor: string | undefined, max: number): BrowsePage;
  /** Removes what is older than its retention and was passed by every group; done by itself from time to time. */
  sweep(): Promise<void>;
  /** Stops all deliveries; batches under way are acknowledged. */
  close(): Promise<void>;
}

export function createMessageBus({ file, database, writer, clock, settings }: BusParts): EmbeddedBus {
  const topics = createTopics({ file, database, writer, clock, settings });
  const members = new Set<Member>();
  const dirty = new Set<Group>();
  let isClosed = false;

  /** Deliveries begin after the running call has returned: a sender never runs a handler. */
  function wake(topic: EmbeddedTopic): void {
    for (const group of topic.groups.values()) wakeGroup(group);
  }
  function wakeGroup(group: Group): void {
    if (dirty.size === 0) queueMicrotask(drain);
    dirty.add(group);
  }
  function drain(): void {
    const groups = [...dirty];
    dirty.clear();
    for (const group of groups) {
      for (const place of group.places) pump(group, place);
      group.pollers.wake();
    }
  }
  function pump(group: Group, place: Place): void {
    if (isClosed || place.isBusy || place.lease !== undefined || place.backOff !== undefined) return;
    const member = group.members[group.turn++ % group.members.length];
    if (member === undefined || !place.log.hasAfter(place.next)) return;
    deliver(
      place,
      member,
      (_, next, batch) => topics.acknowledge(group, place, next, batch.some(isDurable)),
      () => pump(group, place),
    );
  }

  function appendAll<T>(topic: EmbeddedTopic, codec: Topic<T>, messages: readonly Message<T>[]) {
    const receipts: Receipt[] = [];
    const rows: RecordRow[] = [];
    const pending: Entry[] = [];
    const timestamp = clock.now();
    for (const { key, value, headers, durable } of messages) {
      const partition = topics.partitionOf(topic, key);
      const log = topic.logs[partition];
      if (log === undefined) continue;
      const offset = log.next();
      const isDurable = durable !== false;
      const text = isDurable ? codec.encode(value) : '';
      const entry: Entry = {
        record: {
          topic: topic.name,
          partition,
          offset,
          timestamp,
          value,
          ...(key === undefined ? {} : { key }),
          ...(headers === undefined ? {} : { headers }),
        },
        isDurable,
        size: text.length,
        encode: codec.encode as (value: never) => string,
        state: isDurable ? 'pending' : 'ready',
      };
      log.append(entry);
      receipts.push({ topic: topic.name, partition, offset });
      if (!isDurable) continue;
      pending.push(entry);
      rows.push([partition, offset, key ?? null, text, headers ? JSON.stringify(headers) : null, timestamp]);
    }
    return { receipts, rows, pending };
  }
  function settle(topic: EmbeddedTopic, pending: readonly Entry[], state: 'ready' | 'dropped'): void {
    for (const entry of pending) entry.state = state;
    for (const log of topic.logs) log.settle();
    wake(topic);
  }

  async function send<T>(codec: Topic<T>, messages: readonly Message<T>[]): Promise<readonly Receipt[]> {
    const topic = topics.open(codec.name);
    const { receipts, rows, pending } = appendAll(topic, codec, messages);
    if (rows.length === 0) {
      topics.reserveSoon(topic);
      settle(topic, pending, 'ready');
      return receipts;
    }
    const reservations = topics.reservations(topic);
    try {
      await writer.submit('appendRecords', rowOf(topic), reservations, rows);
    } catch (error) {
      settle(topic, pending, 'dropped');
      throw error;
    }
    topics.confirm(topic, reservations);
    settle(topic, pending, 'ready');
    return receipts;
  }

  function subscribe<T>({ topic: codec, group: name, batchSize, handle }: Subscription<T>): Promise<Consumer> {
    const group = topics.group(topics.open(codec.name), name);
    let whenIdle: (() => void) | undefined;
    const member: Member = {
      batchSize,
      batches: 0,
      handle: async (batch) => {
        const { records, unreadable } = readAll(batch, codec, name, clock.now());
        if (unreadable.length > 0) await send(deadLettersTopic, unreadable);
        if (records.length > 0) await handle(records);
      },
      released: () => {
        if (member.batches === 0) whenIdle?.();
      },
    };
    members.add(member);
    group.members.push(member);
    wakeGroup(group);
    const stop = async () => {
      members.delete(member);
      const at = group.members.indexOf(member);
      if (at >= 0) group.members.splice(at, 1);
      if (member.batches > 0) await new Promise<void>((resolve) => (whenIdle = resolve));
    };
    return Promise.resolve({ stop });
  }

  return {
    send,
    subscribe,
    remote: createRemoteConsumers({ topics, leaseMs: settings.leaseMs, wakeGroup }),
    sweep: topics.sweep,
    backlog: (topic, group) => topics.backlog(topic, group),
    browse: (topic, cursor, max) => browse(topics.open(topic).logs, cursor, max),
    async close() {
      isClosed = true;
      while ([...members].some(({ batches }) => batches > 0)) await new Promise((resolve) => setImmediate(resolve));
      await topics.close();
    },
  };
}

/** A record that cannot be decoded never blocks its partition. */
function readAll<T>(batch: readonly LogRecord[], codec: Topic<T>, group: string, now: number) {
  const records: Delivered<T>[] = [];
  const unreadable: Message<DeadLetter>[] = [];
  for (const record of batch) {
    try {
      records.push(toDelivered(record, codec.decode));
    } catch (error) {
      const { topic, partition, offset, key, value, headers = {} } = toText(record);
      const letter = { topic, group, partition, offset, ...(key === undefined ? {} : { key }), value, headers };
      const message = `The stored record cannot be decoded: ${error instanceof Error ? error.message : String(error)}`;
      unreadable.push({ value: { ...letter, code: 'SFC_RECORD_UNREADABLE', message, failedAt: now } });
    }
  }
  return { records, unreadable };
}

function isDurable(record: LogRecord): boolean {
  return 'isStored' in record || record.isDurable;
}
