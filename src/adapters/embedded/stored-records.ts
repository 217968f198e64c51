import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { StoredRecord } from './partition-log.ts';
import { guarded } from './store-error.ts';

/** A partition of a topic that has rows. */
export interface StoredPartition {
  readonly topicId: number;
  readonly topic: string;
  readonly partition: number;
}

/** Reads the rows of records. Offsets run from `from`, and end before `below`. */
export function createStoredRecords(file: string, database: DatabaseSync) {
  const select = database.prepare(
    'SELECT offset, key, value, headers, timestamp FROM records ' +
      'WHERE topic = ? AND partition = ? AND offset >= ? AND offset < ? ORDER BY offset LIMIT ?',
  );
  const selectOldest = database.prepare(
    'SELECT offset, timestamp FROM records WHERE topic = ? AND partition = ? AND offset < ? ORDER BY offset LIMIT ?',
  );
  const count = database.prepare(
    'SELECT count(*) AS count FROM records WHERE topic = ? AND partition = ? AND offset >= ? AND offset < ?',
  );
  const selectNewest = database.prepare('SELECT max(offset) AS newest FROM records WHERE topic = ? AND partition = ?');

  return {
    read(place: StoredPartition, from: number, below: number, limit: number): StoredRecord[] {
      const rows = guarded(file, () => select.all(place.topicId, place.partition, from, below, limit));
      return rows.map((row) => recordOf(place, row));
    },
    /** The first ones of the partition. */
    oldest({ topicId, partition }: StoredPartition, below: number, limit: number) {
      const rows = guarded(file, () => selectOldest.all(topicId, partition, below, limit));
      return rows.map((row) => ({ offset: Number(row['offset']), timestamp: Number(row['timestamp']) }));
    },
    count({ topicId, partition }: StoredPartition, from: number, below: number): number {
      return Number(guarded(file, () => count.get(topicId, partition, from, below))?.['count']);
    },
    /** The last offset; -1 where there is no row. */
    newest({ topicId, partition }: StoredPartition): number {
      return Number(guarded(file, () => selectNewest.get(topicId, partition))?.['newest'] ?? -1);
    },
  };
}

function recordOf({ topic, partition }: StoredPartition, row: Record<string, SQLOutputValue>): StoredRecord {
  const key = row['key'];
  const headers = row['headers'];
  return {
    isStored: true,
    topic,
    partition,
    offset: Number(row['offset']),
    timestamp: Number(row['timestamp']),
    value: String(row['value']),
    ...(typeof key === 'string' ? { key } : {}),
    ...(typeof headers === 'string' ? { headers: JSON.parse(headers) as Record<string, string> } : {}),
  };
}
