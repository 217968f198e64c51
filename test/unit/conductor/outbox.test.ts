import { describe, expect, it } from 'vitest';
import { PROTOCOL } from '../../../src/conductor/outbox.ts';
import type { Effect } from '../../../src/engine/effects.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { OutboxEntry } from '../../../src/ports/flow-store.ts';

const { keep, republish } = PROTOCOL;
const EVENT: HistoryEvent = { id: 1, previousEventId: 0, type: 'ExecutionStarted', time: 0 };
const place = { partition: 0, firstOffset: 10 };

const job = (entry: number): Effect => ({ type: 'ContinueLater', id: `job:${entry}.1`, sequence: entry });
const entry = (partition: number, offset: number, ...effects: Effect[]): OutboxEntry => {
  return { partition, offset, effects, events: [] };
};
const open =
  (...ids: string[]) =>
  () =>
    new Set(ids);

describe('keep', () => {
  it('adds the new entries after those kept', () => {
    const stored = [entry(0, 10, job(1)), entry(0, 11, job(2))];
    const added = [entry(0, 12, job(3))];
    expect(keep(stored, added, place, open())).toEqual([...stored, ...added]);
  });

  it("drops entries of the batch's partition that stand before the batch", () => {
    const stored = [entry(0, 9, job(1)), entry(0, 10, job(2))];
    expect(keep(stored, [], place, open('job:1.1'))).toEqual([entry(0, 10, job(2))]);
  });

  it("keeps another partition's entries while their effects are open, wherever they stand", () => {
    const stored = [entry(1, 3, job(1)), entry(1, 99, job(2))];
    expect(keep(stored, [], place, open('job:1.1', 'job:2.1'))).toEqual(stored);
  });

  it("drops the settled effects of another partition's entries, and entries left empty", () => {
    const stored = [entry(1, 3, job(1), job(2)), entry(1, 4, job(3))];
    expect(keep(stored, [], place, open('job:2.1'))).toEqual([entry(1, 3, job(2))]);
  });

  it("keeps the events of another partition's entries for good", () => {
    const stored = [{ ...entry(1, 3, job(1)), events: [EVENT] }];
    expect(keep(stored, [], place, open())).toEqual([{ ...entry(1, 3), events: [EVENT] }]);
  });

  it('does not ask what is open where no other partition has entries', () => {
    const asked = () => {
      throw new Error('asked');
    };
    const added = [entry(0, 10, job(2))];
    expect(keep([entry(0, 9, job(1))], added, place, asked)).toBe(added);
  });
});

describe('republish', () => {
  it('finds exactly the entries of the input', () => {
    const stored = [entry(0, 9), entry(0, 10, job(1)), entry(1, 10), entry(0, 10, job(2))];
    expect(republish(stored, 0, 10)).toEqual([entry(0, 10, job(1)), entry(0, 10, job(2))]);
  });
});
