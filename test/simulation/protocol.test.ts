import { describe, expect, it } from 'vitest';
import { PROTOCOL, type Protocol } from '../../src/conductor/outbox.ts';
import { expectNoViolation, REPLAY, seeds } from './support/expect-no-violation.ts';
import { type SimulationOptions, simulate } from './support/simulate.ts';
import { tinyPlay } from './support/tiny-play.ts';

const CRASH_POINTS = ['load', 'commit', 'publish jobs', 'publish inputs', 'timers', 'ack'].flatMap((call) => [
  `${call}:before`,
  `${call}:after`,
]);

describe('the protocol, in a simulated world', () => {
  it('keeps its promises with several conductors, zombies and partitions that grow', async () => {
    const report = await simulate(tinyPlay, seeds(2_000), { kind: 'distributed', ...REPLAY });
    expectNoViolation(report);
  });

  it('keeps its promises in one process that dies with its jobs and messages', async () => {
    const report = await simulate(tinyPlay, seeds(1_000), { kind: 'embedded', ...REPLAY });
    expectNoViolation(report);
  });

  it('is crashed at every step', async () => {
    const { crashes } = await simulate(tinyPlay, range(300), { kind: 'distributed' });
    const spared = [...CRASH_POINTS, 'publish history:before', 'publish history:after'].filter(
      (point) => !crashes.has(point),
    );
    expect(spared).toEqual([]);
  });

  it('gives the same run for the same seed', async () => {
    const one = await simulate(tinyPlay, [7], { kind: 'distributed' });
    const other = await simulate(tinyPlay, [7], { kind: 'distributed' });
    expect(one).toEqual(other);
  });
});

/** Each rule of the protocol broken in one way; every one must show. */
const BROKEN: { readonly [name: string]: Pick<SimulationOptions, 'protocol' | 'checksRevision'> } = {
  'the outbox is replaced at each write': { protocol: { keep: (_stored, added) => added } },
  'nothing is ever dropped from the outbox': { protocol: { keep: (stored, added) => [...stored, ...added] } },
  "another partition's entries are dropped": { protocol: { keep: keepOnly((entry, place) => entry === place) } },
  "the batch's own partition's entries are dropped": {
    protocol: { keep: keepOnly((entry, place) => entry !== place) },
  },
  'the whole outbox is published again': { protocol: { republish: (stored) => stored } },
  'a redelivered input publishes nothing again': { protocol: { republish: () => [] } },
  'an input is dropped that looks stale on a cached copy': { protocol: { rejudgeStale: false } },
  'writes are not conditional': { checksRevision: false },
};

function keepOnly(isKept: (entryPartition: number, batchPartition: number) => boolean): Protocol['keep'] {
  return (stored, added, place, openEffectIds) => {
    const rest = stored.filter(({ partition }) => isKept(partition, place.partition));
    return PROTOCOL.keep(rest, added, place, openEffectIds);
  };
}

describe('the simulation shows it where', () => {
  for (const [name, options] of Object.entries(BROKEN)) {
    it(name, async () => {
      const { violations } = await simulate(tinyPlay, range(1_000), {
        kind: 'distributed',
        stopsAtFirst: true,
        ...options,
      });
      expect(violations.size).toBeGreaterThan(0);
    });
  }
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
