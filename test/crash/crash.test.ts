import { describe, expect, it } from 'vitest';
import { type Kill, runCampaign, USUAL } from './support/campaign.ts';
import type { Mutation } from './support/mutations.ts';
import { type CrashPoint, POINT_NAMES } from './support/points.ts';

/** Repeats the kills and inputs of a failed run: `npm run test:crash -- --seed SEED --minutes 1 --verbose`. */
const SEED = Date.now() % 1_000_000;
const MINUTES = 3;

describe('crash', () => {
  it(
    `loses, repeats and forgets nothing, wherever it is killed (seed ${SEED})`,
    async () => {
      const lines: string[] = [];
      const begun = performance.now();
      const missing = (kills: readonly Kill[]) => POINT_NAMES.filter((name) => !kills.some(({ at }) => at === name));
      const { kills, violations, acceptedStarts, flows } = await runCampaign({
        seed: SEED,
        isOver: (soFar) => missing(soFar).length === 0 || performance.now() - begun > 120_000,
        ...USUAL,
        log: (line) => lines.push(line),
      });
      expect(violations, lines.join('\n')).toEqual([]);
      expect(missing(kills)).toEqual([]);
      expect(kills.length).toBeGreaterThanOrEqual(15);
      expect(acceptedStarts).toBeGreaterThan(200);
      expect(flows).toBeGreaterThanOrEqual(acceptedStarts);
    },
    MINUTES * 60_000,
  );

  const caught: readonly [Mutation, CrashPoint, RegExp][] = [
    ['forgets-history', 'committed', /^a history/],
    ['acknowledges-early', 'reply-handled', /^(a flow is stuck|flows do not end)/],
  ];
  it.concurrent.each(caught)('finds a conductor that %s', async (mutation, point, complaint) => {
    const { violations } = await runCampaign({
      seed: SEED,
      isOver: (kills) => kills.length >= 3,
      points: [point],
      randomShare: 0,
      flowsPerSecond: 30,
      drainMs: 10_000,
      mutation,
    });
    expect(violations.map(({ what }) => what)).toContainEqual(expect.stringMatching(complaint));
  });
});
