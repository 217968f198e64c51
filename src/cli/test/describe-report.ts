import type { CoverageFigure } from '../../testing/test-file/coverage.ts';
import type { DiffLine } from '../../testing/test-file/line-diff.ts';
import type { Path } from '../../testing/test-file/path-tree.ts';
import type { CaseFailure, CaseResult } from '../../testing/test-file/run-test-case.ts';
import { blueprintName } from '../blueprint-name.ts';
import type { Io } from '../io.ts';
import { problemLine } from '../print-error.ts';
import { table } from '../text.ts';
import type { BlueprintReport, FileReport, TestReport } from './run-tests.ts';

type Paint = Pick<Io, 'paint'>;

/** One test file, case by case; failures with what was expected and what is there. */
export function describeFile(io: Paint, { file, cases, problems, unusedConfigCases }: FileReport): string {
  const lines = [io.paint('bold', file), ...cases.flatMap((result) => caseLines(io, result))];
  for (const { file: place, problems: found } of problems)
    for (const problem of found) lines.push(`  ${io.paint('red', '✗')} ${problemLine(place, problem).trimEnd()}`);
  for (const name of unusedConfigCases)
    lines.push(io.paint('yellow', `  ! the MockConfigFile has a test case "${name}" that this file does not run`));
  return `${lines.join('\n')}\n`;
}

function caseLines(io: Paint, { name, passed, failures, path, seconds }: CaseResult): string[] {
  if (passed) {
    const time = seconds ? io.paint('dim', ` (${seconds} s of virtual time)`) : '';
    return [`  ${io.paint('green', '✓')} ${name}${time}`];
  }
  const hasPath = failures.some(({ what }) => what === 'path');
  return [
    `  ${io.paint('red', '✗')} ${name}`,
    ...failures.flatMap((failure) => failureLines(io, failure)),
    ...(hasPath ? [] : [io.paint('dim', `      it went ${pathText(path)}`)]),
  ];
}

function failureLines(io: Paint, { what, message, diff = [] }: CaseFailure): string[] {
  const head = `      ${what}: ${message}${diff.length > 0 ? ' (- expected, + actual)' : ''}`;
  return [head, ...shortened(diff).map((line) => `        ${diffText(io, line)}`)];
}

function diffText(io: Paint, line: DiffLine | string): string {
  if (typeof line === 'string') return io.paint('dim', line);
  const text = `${line.sign} ${line.text}`;
  if (line.sign === ' ') return text;
  return io.paint(line.sign === '-' ? 'red' : 'green', text);
}

const CONTEXT = 3;
const MOST_LINES = 40;

/** Lines that stand in both are shown near those that do not; very long differences are cut. */
function shortened(diff: readonly DiffLine[]): (DiffLine | string)[] {
  const lines: (DiffLine | string)[] = [];
  let hidden = 0;
  const isNear = (index: number) =>
    diff.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ');
  for (const [index, line] of diff.entries()) {
    if (lines.length >= MOST_LINES) return [...lines, `… ${diff.length - index} more lines`];
    if (isNear(index)) {
      if (hidden > 0) lines.push(`… ${hidden} equal lines`);
      hidden = 0;
      lines.push(line);
    } else hidden++;
  }
  return hidden > 0 ? [...lines, `… ${hidden} equal lines`] : lines;
}

const MOST_STATES = 20;

/** `A → Fork (B → C | D) → E`; the middle of a long one is left out. */
function pathText(path: Path): string {
  if (path.length === 0) return 'nowhere';
  const half = MOST_STATES / 2;
  const shown =
    path.length <= MOST_STATES
      ? path.map(stateText)
      : [
          ...path.slice(0, half).map(stateText),
          `… ${path.length - MOST_STATES} more …`,
          ...path.slice(-half).map(stateText),
        ];
  return shown.join(' → ');
}

function stateText({ state, inside }: Path[number]): string {
  if (inside === undefined) return state;
  const scopes = inside.slice(0, MOST_STATES).map(pathText);
  if (inside.length > MOST_STATES) scopes.push(`… ${inside.length - MOST_STATES} more`);
  return `${state} (${scopes.join(' | ')})`;
}

/** States and transitions of each blueprint that the tests went through, and the names of those that they did not; an empty line ends them. */
export function describeCoverage(io: Paint, blueprints: readonly BlueprintReport[]): string {
  const measured = blueprints.flatMap(({ file, coverage }) => (coverage === undefined ? [] : [{ file, ...coverage }]));
  if (measured.length === 0) return '';
  const names = measured.map(({ file }) => blueprintName(file));
  const isUnique = (name: string) => names.indexOf(name) === names.lastIndexOf(name);
  const rows = table(io, measured, [
    { title: 'COVERAGE', text: ({ file }) => (isUnique(blueprintName(file)) ? blueprintName(file) : file) },
    { title: 'STATES', text: ({ states }) => figureText(states), align: 'right' },
    { title: 'TRANSITIONS', text: ({ transitions }) => figureText(transitions), align: 'right' },
  ]);
  const missing = measured.flatMap(({ file, states, transitions }) => {
    const unseen = new Set(states.uncovered.map(({ state }) => state));
    const ways = transitions.uncovered.filter(({ state }) => !unseen.has(state));
    const names = [...[...unseen].map((state) => `${state} (never entered)`), ...ways.map(({ name }) => name)];
    return names.length === 0 ? [] : [`not covered in ${file}:`, ...names.map((name) => `  ${name}`)];
  });
  return `${rows}${missing.map((line) => `${line}\n`).join('')}\n`;
}

function figureText({ covered, total, percent }: CoverageFigure): string {
  return `${covered}/${total} ${String(percent).padStart(3)} %`;
}

/** `12 cases passed, 1 failed`. */
export function describeTotals(io: Paint, { files }: TestReport): string {
  const cases = files.flatMap((file) => file.cases);
  const failed = cases.filter(({ passed }) => !passed).length;
  const broken = files.filter(({ problems }) => problems.length > 0).length;
  const parts = [
    io.paint('green', `${cases.length - failed} passed`),
    ...(failed > 0 ? [io.paint('red', `${failed} failed`)] : []),
    ...(broken > 0 ? [io.paint('red', `${broken} test ${broken === 1 ? 'file' : 'files'} cannot be run`)] : []),
  ];
  return `${parts.join(', ')}\n`;
}
