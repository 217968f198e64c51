import adapter from './adapter.ts';
import type { Case, Compare, Corpus, Verdict } from './corpus.ts';

/** A recorded case with what became of it. */
export interface Result {
  readonly testCase: Case;
  readonly verdict: Verdict;
}

export const KINDS = {
  'execution-cases': 'runExecutionCase',
  'teststate-cases': 'runTestStateCase',
  'validation-cases': 'runValidationCase',
  'real-world-definitions': 'runRealWorld',
} as const satisfies Record<string, keyof Compare>;
export type Kind = keyof typeof KINDS;
export type Results = Readonly<Record<Kind, readonly Result[]>>;

const LIMIT_MS = 5_000;

export async function runCases({ compare, directory }: Corpus, kind: Kind): Promise<Result[]> {
  const run = compare[KINDS[kind]];
  const results: Result[] = [];
  for (const testCase of compare.loadCases(directory, kind)) {
    results.push({ testCase, verdict: await run(testCase, adapter, { limitMs: LIMIT_MS }) });
  }
  return results;
}

/** Every check that applies holds. */
export function isMet({ verdict: { level, pass, checks } }: Result): boolean {
  if (level !== undefined) return level === 5;
  return pass && !Object.values(checks).includes(false);
}

/** Why the first failed check failed. */
export function shortfall({ verdict }: Result): string {
  return Object.values(verdict.why)[0] ?? 'no reason given';
}

/** One measure of a kind: how many of the cases it applies to reach it. */
export interface Rate {
  readonly measure: string;
  readonly reached: number;
  readonly of: number;
}

export function ratesOf(kind: Kind, results: readonly Result[]): Rate[] {
  switch (kind) {
    case 'execution-cases':
      return LEVELS.map(({ level, measure }) => levelRate(level, measure, results));
    case 'teststate-cases':
      return ['outcome', 'message', 'inspection'].map((check) => checkRate(check, check, results));
    case 'validation-cases': {
      const aws = results.filter(({ testCase }) => testCase.authority === 'aws');
      return [
        checkRate('outcome', "AWS's verdicts", aws),
        checkRate('message', "AWS's messages", aws),
        checkRate('variables', 'variable references', aws),
        checkRate(
          'outcome',
          'verdicts of others',
          results.filter((result) => !aws.includes(result)),
        ),
      ];
    }
    case 'real-world-definitions':
      return [checkRate('outcome', 'valid', results)];
  }
}

const LEVELS = [
  { level: 1, measure: 'level 1, outcome' },
  { level: 2, measure: 'level 2, and task parameters' },
  { level: 3, measure: 'level 3, and cause text' },
  { level: 4, measure: 'level 4, and order of the history' },
  { level: 5, measure: 'level 5, and details of the history' },
];

function levelRate(level: number, measure: string, results: readonly Result[]): Rate {
  return {
    measure,
    reached: results.filter(({ verdict }) => (verdict.level ?? 0) >= level).length,
    of: results.length,
  };
}

function checkRate(check: string, measure: string, results: readonly Result[]): Rate {
  const applies = results.filter(({ verdict }) => typeof verdict.checks[check] === 'boolean');
  return { measure, reached: applies.filter(({ verdict }) => verdict.checks[check]).length, of: applies.length };
}

export function describeRate({ measure, reached, of }: Rate): string {
  return `${measure}: ${reached} of ${of} (${percent(reached, of)})`;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
