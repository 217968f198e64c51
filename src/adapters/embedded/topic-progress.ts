import type { Place } from './consumer-place.ts';
import { type EmbeddedTopic, type Group, passedByAll, rowOf } from './embedded-topic.ts';
import type { ExpiredRow, PlaceRow, ReservationRow } from './record-procedures.ts';
import type { LazyUnit, Writer } from './writer.ts';

const RESERVED_AT_ONCE = 100_000;

/** What of topics in memory a restart must find: the places of groups, and which offsets were given out. */
export function createTopicProgress(writer: Writer) {
  const dirtyPlaces = new Map<Place, Group>();
  const dirtyTopics = new Set<EmbeddedTopic>();
  writer.addLazySource(collect);

  /** Reservations that must be stored with the offsets just given out, or soon where they belong to no durable record. */
  function reservations(topic: EmbeddedTopic): ReservationRow[] {
    const rows: ReservationRow[] = [];
    for (const [partition, log] of topic.logs.entries()) {
      if (log.next() > (topic.reserved[partition] ?? 0)) rows.push([partition, log.next() + RESERVED_AT_ONCE]);
    }
    return rows;
  }
  function confirm(topic: EmbeddedTopic, rows: readonly ReservationRow[]): void {
    for (const [partition, reserved] of rows) topic.reserved[partition] = reserved;
  }
  function reserveSoon(topic: EmbeddedTopic): void {
    if (dirtyTopics.has(topic) || reservations(topic).length === 0) return;
    dirtyTopics.add(topic);
    writer.noteLazyWork();
  }

  /** Everything below `next` is done. Stored with the next transaction, for what is delivered again does no harm. */
  function acknowledge(group: Group, place: Place, next: number, isDurable: boolean): void {
    place.next = Math.max(place.next, next);
    place.log.trim(passedByAll(group.topic, place.partition));
    if (!isDurable) return;
    dirtyPlaces.set(place, group);
    writer.noteLazyWork();
  }
  /** As `acknowledge`, but durable when it resolves. */
  async function acknowledgeNow(group: Group, place: Place, next: number): Promise<void> {
    acknowledge(group, place, next, false);
    const changes = { topic: rowOf(group.topic), reservations: reservations(group.topic) };
    await writer.submit('savePlaces', [changes], [placeRow(group, place)], expiredRows(group, place));
    confirm(group.topic, changes.reservations);
  }

  function collect(): LazyUnit | undefined {
    if (dirtyPlaces.size === 0 && dirtyTopics.size === 0) return undefined;
    const places = [...dirtyPlaces];
    const changed = new Set(dirtyTopics);
    dirtyPlaces.clear();
    dirtyTopics.clear();
    const placeRows: PlaceRow[] = [];
    const expired: ExpiredRow[] = [];
    for (const [place, group] of places) {
      if (!group.topic.isStored) changed.add(group.topic);
      placeRows.push(placeRow(group, place));
      expired.push(...expiredRows(group, place));
    }
    const reserved = [...changed].map((topic) => ({ topic, reservations: reservations(topic) }));
    const changes = reserved.map(({ topic, reservations }) => ({ topic: rowOf(topic), reservations }));
    return {
      unit: ['savePlaces', changes, placeRows, expired],
      stored: () => {
        for (const { topic, reservations } of reserved) {
          topic.isStored = true;
          confirm(topic, reservations);
        }
      },
      failed: () => {
        for (const [place, group] of places) dirtyPlaces.set(place, group);
        for (const topic of changed) dirtyTopics.add(topic);
      },
    };
  }

  return { reservations, confirm, reserveSoon, acknowledge, acknowledgeNow };
}

function placeRow(group: Group, place: Place): PlaceRow {
  return [group.topic.id, group.name, place.partition, place.next];
}

function expiredRows(group: Group, place: Place): ExpiredRow[] {
  if (group.topic.retentionMs > 0) return [];
  return [[group.topic.id, place.partition, passedByAll(group.topic, place.partition)]];
}
