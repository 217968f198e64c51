import { describe, expect, it } from 'vitest';
import { createAcknowledgements } from '../../../../src/adapters/kafka/acknowledgements.ts';
import { until } from '../../../support/until.ts';

type Places = readonly { readonly partition: number; readonly next: number }[];

describe('acknowledgements', () => {
  it('tell the latest place of each partition in one call', async () => {
    const told: Places[] = [];
    const acknowledgements = createAcknowledgements(async (places) => void told.push(places), 1);
    acknowledgements.done(0, 4);
    acknowledgements.done(1, 2);
    acknowledgements.done(0, 7);
    await until(() => told.length > 0);
    expect(told).toEqual([
      [
        { partition: 0, next: 7 },
        { partition: 1, next: 2 },
      ],
    ]);
  });

  it('tell at once when asked to, and nothing when there is nothing', async () => {
    const told: Places[] = [];
    const acknowledgements = createAcknowledgements(async (places) => void told.push(places), 60_000);
    await acknowledgements.flush();
    acknowledgements.done(0, 4);
    await acknowledgements.flush();
    await acknowledgements.flush();
    expect(told).toEqual([[{ partition: 0, next: 4 }]]);
  });

  it('go on after the broker could not be told, and forget what others own now', async () => {
    const told: Places[] = [];
    let isDown = true;
    const acknowledgements = createAcknowledgements(async (places) => {
      if (isDown) throw new Error('down');
      told.push(places);
    }, 60_000);
    acknowledgements.done(0, 4);
    await acknowledgements.flush();
    isDown = false;
    acknowledgements.done(1, 5);
    acknowledgements.forget();
    await acknowledgements.flush();
    acknowledgements.done(0, 9);
    await acknowledgements.flush();
    expect(told).toEqual([[{ partition: 0, next: 9 }]]);
  });
});
