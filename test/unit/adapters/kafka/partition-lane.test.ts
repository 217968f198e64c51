import { describe, expect, it } from 'vitest';
import { createPartitionLane } from '../../../../src/adapters/kafka/partition-lane.ts';
import { until } from '../../../support/until.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const neverPause = () => () => undefined;

function lane(handle: (batch: readonly number[]) => Promise<void>, after?: Promise<void>) {
  const done: number[][] = [];
  return {
    done,
    lane: createPartitionLane<number>({
      batchSize: 2,
      retryMs: 1,
      after,
      handle,
      onDone: (batch) => done.push([...batch]),
    }),
  };
}

describe('partition lane', () => {
  it('hands over batches in order, one after the other', async () => {
    let busy = 0;
    const { lane: one, done } = lane(async () => {
      busy += 1;
      expect(busy).toBe(1);
      await Promise.resolve();
      busy -= 1;
    });
    one.add(numbers(1, 3), neverPause);
    one.add(numbers(4, 5), neverPause);
    await until(() => done.flat().length === 5);
    expect(done).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('hands a rejected batch over again, and nothing behind it before', async () => {
    const seen: number[][] = [];
    let failures = 3;
    const { lane: one, done } = lane(async (batch) => {
      seen.push([...batch]);
      if (failures-- > 0) throw new Error('not now');
    });
    one.add(numbers(1, 3), neverPause);
    await until(() => done.length === 2);
    expect(seen).toEqual([[1, 2], [1, 2], [1, 2], [1, 2], [3]]);
  });

  it('stops the fetching while much waits', async () => {
    let release: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { lane: one, done } = lane(() => gate);
    let isPaused = false;
    const pause = () => {
      isPaused = true;
      return () => {
        isPaused = false;
      };
    };
    one.add(numbers(1, 4), pause);
    expect(isPaused).toBe(false);
    one.add(numbers(5, 6), pause);
    expect(isPaused).toBe(true);
    release?.();
    await until(() => done.length === 3);
    expect(isPaused).toBe(false);
  });

  it('is silent after it was dropped: the batch under way ends, a failed one is not tried again', async () => {
    let attempts = 0;
    const { lane: one, done } = lane(async () => {
      attempts += 1;
      throw new Error('not now');
    });
    one.add(numbers(1, 2), neverPause);
    await until(() => attempts > 0);
    await one.drop();
    const before = attempts;
    one.add(numbers(3, 4), neverPause);
    await one.drop();
    expect(attempts).toBe(before);
    expect(done).toEqual([]);
  });

  it('waits for the batch of the partition that was under way before', async () => {
    let release: (() => void) | undefined;
    const before = new Promise<void>((resolve) => (release = resolve));
    const { lane: one, done } = lane(async () => undefined, before);
    one.add([1], neverPause);
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual([]);
    release?.();
    await until(() => done.length === 1);
  });
});
