import { describe, expect, it } from 'vitest';
import cases from './cases/histories.json' with { type: 'json' };
import { type Play, type PlayedEvent, play } from './support/play.ts';

/** Whole histories with their details, as `cases/histories.json` has them. Virtual time; the times are left out. */
describe('histories', () => {
  it.for(cases as unknown as (Play & { title: string; history: PlayedEvent[] })[])(
    '$title',
    async ({ history, ...flow }) => {
      // Strict: a detail that is there without a value is no JSON.
      expect(await play(flow)).toStrictEqual(history);
    },
  );
});
