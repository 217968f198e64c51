import { describe, it } from 'vitest';
import adapter from './adapter.ts';
import { type Compare, findCorpus, type Verdict } from './corpus.ts';
import { describeReached, expectFloor, type Reached } from './floor.ts';

const corpus = await findCorpus();

const KINDS: Record<string, keyof Compare> = {
  'execution-cases': 'runExecutionCase',
  'validation-cases': 'runValidationCase',
  'real-world-definitions': 'runRealWorld',
};

describe.skipIf(corpus === undefined)('conformance', () => {
  it.each(Object.keys(KINDS))('%s: no case fails that passed before', { timeout: 300_000 }, async (kind) => {
    const reached = summary(await runAll(kind));
    console.log(`${kind}: ${describeReached(reached)}`);
    expectFloor(kind, reached);
  });
});

async function runAll(kind: string): Promise<Verdict[]> {
  if (corpus === undefined) return [];
  const { compare, directory } = corpus;
  const run = compare[KINDS[kind] as 'runExecutionCase'];
  const verdicts: Verdict[] = [];
  for (const testCase of compare.loadCases(directory, kind)) {
    verdicts.push(await run(testCase, adapter, { limitMs: 5_000 }));
  }
  return verdicts;
}

function summary(verdicts: readonly Verdict[]): Reached {
  const result: Record<string, number> = {
    cases: verdicts.length,
    passed: verdicts.filter(({ pass }) => pass).length,
  };
  for (const level of [1, 2, 3, 4, 5]) {
    const reached = verdicts.filter((verdict) => (verdict.level ?? 0) >= level).length;
    if (reached > 0) result[`level${level}`] = reached;
  }
  return result;
}
