import { describe, expect, it } from 'vitest';
import { findCorpus } from './corpus.ts';
import {
  describeRate,
  isMet,
  KINDS,
  type Kind,
  type Result,
  type Results,
  ratesOf,
  runCases,
  shortfall,
} from './results.ts';
import { supportPage } from './support-page.ts';
import { CASES, whyUnmet } from './unmet.ts';

const corpus = await findCorpus();
const kinds = Object.keys(KINDS) as Kind[];

describe.skipIf(corpus === undefined)('conformance with what AWS was recorded to do', () => {
  const results = {} as Record<Kind, Result[]>;

  it.for(kinds)('%s: every case is met, or listed with the reason', { timeout: 300_000 }, async (kind, { task }) => {
    if (corpus === undefined) return;
    results[kind] = await runCases(corpus, kind);
    task.meta.notes = ratesOf(kind, results[kind]).map((rate) => `${kind}, ${describeRate(rate)}`);
    if (!isKnown(kind)) return;
    const unlisted = results[kind].filter((result) => !isMet(result) && whyUnmet(result.testCase.id) === undefined);
    expect(unlisted.map((result) => `${result.testCase.id}: ${shortfall(result)}`)).toEqual([]);
    const listedInVain = results[kind].filter((result) => isMet(result) && whyUnmet(result.testCase.id) !== undefined);
    expect(listedInVain.map(({ testCase }) => testCase.id)).toEqual([]);
  });

  it('docs/asl-support.md shows these results', async ({ skip }) => {
    skip(!kinds.every(isKnown), 'another corpus');
    await expect(supportPage(results as Results)).toMatchFileSnapshot('../../docs/asl-support.md');
  });

  /** The list of unmet cases belongs to one corpus; of another one only the rates are told. */
  function isKnown(kind: Kind): boolean {
    return results[kind]?.length === CASES[kind];
  }
});

declare module 'vitest' {
  interface TaskMeta {
    /** Lines that the run's summary repeats. */
    notes?: readonly string[];
  }
}
