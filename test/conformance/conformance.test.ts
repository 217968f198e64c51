import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import adapter from './adapter.ts';
import { type Compare, findCorpus, type Verdict } from './corpus.ts';

/**
 * How many recorded cases pass, by kind and level. It only rises: `npm run test:update` writes what is reached, and a case that
 * passed and fails again fails the test.
 */
const FLOOR_FILE = new URL('floor.json', import.meta.url);
type Floor = Record<string, Record<string, number>>;

const corpus = await findCorpus();

const KINDS: Record<string, keyof Compare> = {
  'execution-cases': 'runExecutionCase',
  'validation-cases': 'runValidationCase',
  'real-world-definitions': 'runRealWorld',
};

describe.skipIf(corpus === undefined)('conformance', () => {
  it.each(Object.keys(KINDS))('%s: no case fails that passed before', { timeout: 300_000 }, async (kind) => {
    const reached = summary(await runAll(kind));
    const floor = readFloor();
    console.log(`${kind}: ${describeSummary(reached)}`);
    if (isUpdate()) writeFloor({ ...floor, [kind]: reached });
    else expect(shortfalls(reached, floor[kind] ?? {})).toEqual([]);
  });
});

async function runAll(kind: string): Promise<Verdict[]> {
  if (corpus === undefined) return [];
  const { compare, directory } = corpus;
  const run = compare[KINDS[kind] as 'runExecutionCase'];
  const verdicts: Verdict[] = [];
  for (const testCase of compare.loadCases(directory, kind))
    verdicts.push(await run(testCase, adapter, { limitMs: 5_000 }));
  return verdicts;
}

function summary(verdicts: readonly Verdict[]): Record<string, number> {
  const result: Record<string, number> = { cases: verdicts.length, passed: verdicts.filter(({ pass }) => pass).length };
  for (const level of [1, 2, 3, 4, 5]) {
    const reached = verdicts.filter((verdict) => (verdict.level ?? 0) >= level).length;
    if (reached > 0) result[`level${level}`] = reached;
  }
  return result;
}

function describeSummary(reached: Record<string, number>): string {
  const share = (count: number) => `${count} (${((100 * count) / (reached.cases || 1)).toFixed(1)} %)`;
  return Object.entries(reached)
    .map(([name, count]) => (name === 'cases' ? `${count} cases` : `${name} ${share(count)}`))
    .join(', ');
}

function shortfalls(reached: Record<string, number>, floor: Record<string, number>): string[] {
  return Object.entries(floor)
    .filter(([name, count]) => (reached[name] ?? 0) < count)
    .map(([name, count]) => `${name}: ${reached[name] ?? 0}, was ${count}`);
}

function readFloor(): Floor {
  return JSON.parse(readFileSync(FLOOR_FILE, 'utf8')) as Floor;
}

function writeFloor(floor: Floor): void {
  writeFileSync(FLOOR_FILE, `${JSON.stringify(floor, null, 2)}\n`);
}

function isUpdate(): boolean {
  const state: object = expect.getState().snapshotState;
  return (state as { readonly _updateSnapshot?: string })._updateSnapshot === 'all';
}
