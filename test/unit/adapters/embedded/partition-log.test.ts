import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createPartitionLog,
  type Entry,
  offsetOf,
  type StoredRecord,
} from '../../../../src/adapters/embedded/partition-log.ts';

const step = fc.oneof(
  fc.record({ type: fc.constant('append' as const), isDurable: fc.boolean(), size: fc.nat({ max: 50 }) }),
  fc.record({ type: fc.constant('settle' as const), isDropped: fc.boolean() }),
  fc.record({ type: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ type: fc.constant('trim' as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A log over a table that holds what is durable and ready, as the database does, and a reader that follows it. */
function createSubject(records: number) {
  const entries: Entry[] = [];
  const readStored = (from: number, below: number, limit: number): StoredRecord[] =>
    entries
      .filter(({ isDurable, state }) => isDurable && state === 'ready')
      .filter(({ record: { offset } }) => offset >= from && offset < below)
      .slice(0, limit)
      .map(({ record }) => ({ ...record, value: String(record.value), isStored: true }));
  const log = createPartitionLog(100, readStored, { records, characters: 120 });
  const seen: number[] = [];
  let at = 100;

  function append(isDurable: boolean, size: number): void {
    const record = { topic: 't', partition: 0, offset: log.next(), timestamp: 1, value: 'x' };
    const entry: Entry = { record, isDurable, size, encode: String, state: isDurable ? 'pending' : 'ready' };
    entries.push(entry);
    log.append(entry);
    if (!isDurable) log.settle();
  }
  function settle(isDropped: boolean): void {
    const pending = entries.find(({ state }) => state === 'pending');
    if (pending !== undefined) pending.state = isDropped ? 'dropped' : 'ready';
    log.settle();
  }
  function read(limit: number): number {
    const batch = log.read(at, limit);
    expect(batch.records.length).toBeLessThanOrEqual(limit);
    seen.push(...batch.records.map(offsetOf));
    at = batch.next;
    return batch.records.length;
  }
  return {
    seen,
    take(one: Step): void {
      if (one.type === 'append') append(one.isDurable, one.size);
      else if (one.type === 'settle') settle(one.isDropped);
      else if (one.type === 'read') read(one.limit);
      else log.trim(at);
    },
    readAll(): void {
      while (read(10) > 0);
    },
    visible(): number[] {
      const pending = entries.findIndex(({ state }) => state === 'pending');
      const settled = pending < 0 ? entries : entries.slice(0, pending);
      return settled.filter(({ state }) => state === 'ready').map(({ record }) => record.offset);
    },
  };
}

describe('createPartitionLog', () => {
  it('shows every record that is ready once, in order, however little fits in memory', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.nat({ max: 5 }), (steps, records) => {
        const subject = createSubject(records);
        for (const one of steps) subject.take(one);
        subject.readAll();
        expect(subject.seen).toEqual(subject.visible());
      }),
      { numRuns: 400 },
    );
  });
});
