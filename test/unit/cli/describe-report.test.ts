import { describe, expect, it } from 'vitest';
import { describeFile, describeTotals } from '../../../src/cli/test/describe-report.ts';
import type { FileReport } from '../../../src/cli/test/run-tests.ts';
import type { DiffLine } from '../../../src/testing/test-file/line-diff.ts';
import type { Path } from '../../../src/testing/test-file/path-tree.ts';
import type { CaseFailure } from '../../../src/testing/test-file/run-test-case.ts';

const io = { paint: (_: string, text: string) => text };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

function fileWith(failures: readonly CaseFailure[], path: Path = []): FileReport {
  return {
    file: 'a.test.json',
    cases: [{ name: 'it', passed: false, failures, path }],
    problems: [],
    unusedConfigCases: [],
  };
}
const linesOf = (report: FileReport) => describeFile(io, report).trimEnd().split('\n').slice(2);

function diffOf(diff: readonly DiffLine[]): string[] {
  return linesOf(fileWith([{ what: 'path', message: 'another', diff }]))
    .slice(1)
    .map((line) => line.trim());
}
const same = (count: number) => numbers(count).map((index) => ({ sign: ' ', text: `s${index}` }) as const);
const added = (count: number) => numbers(count).map((index) => ({ sign: '+', text: `a${index}` }) as const);

describe('a failed case', () => {
  it('shows a difference with the lines around it', () => {
    expect(diffOf([...same(9), ...added(1), ...same(5)])).toEqual([
      '… 6 equal lines',
      ...['s6', 's7', 's8', '+ a0', 's0', 's1', 's2'],
      '… 2 equal lines',
    ]);
  });

  it('cuts a very long difference', () => {
    const shown = diffOf(added(1_000));
    expect(shown).toHaveLength(41);
    expect(shown.at(-1)).toBe('… 960 more lines');
  });

  const wayOf = (path: Path) => linesOf(fileWith([], path))[0]?.trim();

  it('shows the way that the flow took, with branches', () => {
    const fork = { state: 'Fork', inside: [[{ state: 'B' }, { state: 'C' }], [{ state: 'D' }]] };
    expect(wayOf([{ state: 'A' }, fork, { state: 'E' }])).toBe('it went A → Fork (B → C | D) → E');
    expect(wayOf([])).toBe('it went nowhere');
  });

  it('leaves out the middle of a long way, and iterations beyond the first', () => {
    const long = numbers(100).map((index) => ({ state: `S${index}` }));
    expect(wayOf(long)).toMatch(/^it went S0 → .* → S9 → … 80 more … → S90 → .* → S99$/);
    const wide = { state: 'Each', inside: numbers(30).map(() => [{ state: 'B' }]) };
    expect(wayOf([wide])).toMatch(/^it went Each \(B( \| B){19} \| … 10 more\)$/);
  });
});

describe('totals', () => {
  it('count cases and files', () => {
    const broken = { ...fileWith([]), cases: [], problems: [{ file: 'a', problems: [] }] };
    expect(describeTotals(io, { files: [fileWith([]), broken, broken], blueprints: [] })).toBe(
      '0 passed, 1 failed, 2 test files cannot be run\n',
    );
  });
});
