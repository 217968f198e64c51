import type { DatabaseSync } from 'node:sqlite';

export interface TopicRow {
  readonly id: number;
  readonly name: string;
  readonly partitions: number;
}
export type RecordRow = readonly [
  partition: number,
  offset: number,
  key: string | null,
  value: string,
  headers: string | null,
  timestamp: number,
];
export type ReservationRow = readonly [partition: number, reserved: number];
export interface TopicChange {
  readonly topic: TopicRow;
  readonly reservations: readonly ReservationRow[];
}
export type PlaceRow = readonly [topic: number, group: string, partition: number, next: number];
/** Records of a partition below an offset. */
export type ExpiredRow = readonly [topic: number, partition: number, below: number];

export function recordProcedures(database: DatabaseSync) {
  const putTopic = database.prepare(
    'INSERT INTO topics (id, name, partitions) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const reserve = database.prepare(
    'INSERT INTO partitions (topic, partition, reserved) VALUES (?, ?, ?) ' +
      'ON CONFLICT (topic, partition) DO UPDATE SET reserved = excluded.reserved',
  );
  const insert = database.prepare(
    'INSERT INTO records (topic, partition, offset, key, value, headers, timestamp) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const setPlace = database.prepare(
    'INSERT INTO group_offsets (topic, consumer_group, partition, next) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (topic, consumer_group, partition) DO UPDATE SET next = excluded.next',
  );
  const removeBelow = database.prepare('DELETE FROM records WHERE topic = ? AND partition = ? AND offset < ?');

  function putTopicAnd(topic: TopicRow, reservations: readonly ReservationRow[]): void {
    putTopic.run(topic.id, topic.name, topic.partitions);
    for (const [partition, reserved] of reservations) reserve.run(topic.id, partition, reserved);
  }

  return {
    appendRecords(topic: TopicRow, reservations: readonly ReservationRow[], rows: readonly RecordRow[]): void {
      if (reservations.length > 0) putTopicAnd(topic, reservations);
      for (const row of rows) insert.run(topic.id, ...row);
    },
    savePlaces(changes: readonly TopicChange[], places: readonly PlaceRow[], expired: readonly ExpiredRow[]): void {
      for (const { topic, reservations } of changes) putTopicAnd(topic, reservations);
      for (const place of places) setPlace.run(...place);
      for (const range of expired) removeBelow.run(...range);
    },
  };
}
