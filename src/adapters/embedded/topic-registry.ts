import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import type { BusSettings } from './bus-settings.ts';
import { createPlace } from './consumer-place.ts';
import { type EmbeddedTopic, type Group, passedByAll, rowOf } from './embedded-topic.ts';
import { createPartitionLog } from './partition-log.ts';
import { createPollers } from './pollers.ts';
import type { ReservationRow } from './record-procedures.ts';
import { guarded } from './store-error.ts';
import { createStoredRecords, type StoredPartition } from './stored-records.ts';
import { createTopicProgress } from './topic-progress.ts';
import type { Writer } from './writer.ts';

export interface TopicsParts {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly settings: BusSettings;
}

const SWEEP_MS = 10 * 60_000;
const MOST_REMOVED_AT_ONCE = 1_000;

/** Topics with their partitions and groups: in memory what is in use, in the table what must survive. */
export function createTopics({ file, database, writer, clock, settings }: TopicsParts) {
  const selectTopics = database.prepare('SELECT id, name, partitions FROM topics');
  const selectReserved = database.prepare('SELECT partition, reserved FROM partitions WHERE topic = ?');
  const selectPlaces = database.prepare('SELECT consumer_group, partition, next FROM group_offsets WHERE topic = ?');
  const records = createStoredRecords(file, database);
  const byName = new Map<string, EmbeddedTopic>();
  const progress = createTopicProgress(writer);
  let lastId = 0;

  for (const row of guarded(file, () => selectTopics.all())) {
    restore(Number(row['id']), String(row['name']), Number(row['partitions']));
  }
  const sweeper = setInterval(() => void sweep().catch(() => undefined), SWEEP_MS).unref();

  function restore(id: number, name: string, partitions: number): void {
    const reserved = Array.from({ length: partitions }, () => 0);
    for (const row of selectReserved.all(id)) reserved[Number(row['partition'])] = Number(row['reserved']);
    for (const partition of reserved.keys()) {
      const newest = records.newest({ topicId: id, topic: name, partition });
      reserved[partition] = Math.max(reserved[partition] ?? 0, newest + 1);
    }
    const topic = create(id, name, reserved, true);
    for (const row of selectPlaces.all(id)) {
      const place = group(topic, String(row['consumer_group'])).places[Number(row['partition'])];
      if (place === undefined) continue;
      place.next = Number(row['next']);
      place.deliveredBelow = place.log.next();
    }
  }
  function create(id: number, name: string, reserved: number[], isStored: boolean): EmbeddedTopic {
    const logs = reserved.map((next, partition) => {
      const stored = { topicId: id, topic: name, partition };
      return createPartitionLog(
        next,
        (from, below, limit) => records.read(stored, from, below, limit),
        settings.memory,
      );
    });
    const retentionMs = settings.retentionMs(name);
    const topic: EmbeddedTopic = { id, name, logs, groups: new Map(), reserved, retentionMs, turn: 0, isStored };
    byName.set(name, topic);
    lastId = Math.max(lastId, id);
    return topic;
  }
  function open(name: string): EmbeddedTopic {
    return (
      byName.get(name) ??
      create(
        lastId + 1,
        name,
        Array.from({ length: settings.partitions(name) }, () => 0),
        false,
      )
    );
  }
  function group(topic: EmbeddedTopic, name: string): Group {
    const known = topic.groups.get(name);
    if (known !== undefined) return known;
    const places = topic.logs.map((log, partition) => createPlace(log, partition, 0));
    const made: Group = { name, topic, places, members: [], pollers: createPollers(), turn: 0 };
    topic.groups.set(name, made);
    return made;
  }
  function partitionOf(topic: EmbeddedTopic, key: string | undefined): number {
    const count = topic.logs.length;
    return key === undefined ? topic.turn++ % count : hash(key) % count;
  }

  /** Removes what is older than its retention and was passed by every group. */
  async function sweep(): Promise<void> {
    for (const topic of byName.values()) {
      if (topic.retentionMs === 0) continue;
      const oldest = clock.now() - topic.retentionMs;
      for (const partition of topic.logs.keys()) await sweepPartition(topic, partition, oldest);
    }
  }
  async function sweepPartition(topic: EmbeddedTopic, partition: number, oldest: number): Promise<void> {
    for (;;) {
      const below = Math.min(passedByAll(topic, partition), topic.logs[partition]?.visible() ?? 0);
      const rows = records.oldest(storedOf(topic, partition), below, MOST_REMOVED_AT_ONCE);
      const kept = rows.findIndex(({ timestamp }) => timestamp >= oldest);
      const last = rows.at((kept < 0 ? rows.length : kept) - 1);
      if (kept === 0 || last === undefined) return;
      await writer.submit('savePlaces', [], [], [[topic.id, partition, last.offset + 1]]);
      if (rows.length < MOST_REMOVED_AT_ONCE) return;
    }
  }

  return {
    open,
    group,
    partitionOf,
    ...progress,
    sweep,
    backlog(topicName: string, groupName: string): number {
      const topic = open(topicName);
      let count = 0;
      for (const { log, next, partition } of group(topic, groupName).places) {
        count += log.countAfter(next) + records.count(storedOf(topic, partition), next, log.base());
      }
      return count;
    },
    /** Closes the gaps that a kill would leave between offsets. */
    async close(): Promise<void> {
      clearInterval(sweeper);
      for (const topic of byName.values()) {
        const exact = topic.logs.map((log, partition): ReservationRow => [partition, log.next()]);
        if (exact.every(([partition, next]) => next === topic.reserved[partition])) continue;
        await writer.submit('savePlaces', [{ topic: rowOf(topic), reservations: exact }], [], []);
      }
    },
  };
}
function storedOf({ id, name }: EmbeddedTopic, partition: number): StoredPartition {
  return { topicId: id, topic: name, partition };
}

export type Topics = ReturnType<typeof createTopics>;

/** FNV-1a over the key's UTF-16 units, as an unsigned number. */
function hash(key: string): number {
  let value = 0x81_1c_9d_c5;
  for (let at = 0; at < key.length; at += 1) value = Math.imul(value ^ key.charCodeAt(at), 0x01_00_01_93);
  return (value ^ (value >>> 15)) >>> 0;
}
