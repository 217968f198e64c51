import { SfcError } from '../../errors/sfc-error.ts';
import type { Coverage } from '../../testing/test-file/coverage.ts';
import { type CaseResult, runTestCase } from '../../testing/test-file/run-test-case.ts';
import type { FoundFiles } from './find-test-files.ts';
import { loadTests, type OpenedTestFile, openTestFile } from './load-test-file.ts';
import { type FileProblems, type LoadedBlueprint, loadBlueprint } from './loaded-blueprint.ts';

/** What became of one test file. */
export interface FileReport {
  readonly file: string;
  readonly cases: readonly CaseResult[];
  /** Of the file or of those that it names; then nothing is run. */
  readonly problems: readonly FileProblems[];
  /** Test cases of its MockConfigFile that it does not run. */
  readonly unusedConfigCases: readonly string[];
}

/** How much of one blueprint the tests went through; no coverage where it is no valid blueprint. */
export interface BlueprintReport {
  readonly file: string;
  readonly coverage?: Coverage;
}

export interface TestReport {
  readonly files: readonly FileReport[];
  readonly blueprints: readonly BlueprintReport[];
}

/** Runs test files, one after the other, until `signal` aborts; `hear` is told of each as it is done. */
export async function runTests(
  { tests, blueprints }: FoundFiles,
  signal: AbortSignal,
  hear: (report: FileReport) => void,
): Promise<TestReport> {
  const loaded = new Map<string, LoadedBlueprint | FileProblems>();
  const load = async (file: string) => {
    const known = loaded.get(file) ?? (await loadBlueprint(file));
    loaded.set(file, known);
    return known;
  };
  const files: FileReport[] = [];
  for (const file of tests) {
    if (signal.aborted) break;
    const report = await runFile(file, load, signal);
    files.push(report);
    hear(report);
  }
  for (const file of blueprints) await load(file);
  const byName = [...loaded].sort(([one], [other]) => (one < other ? -1 : 1));
  return { files, blueprints: byName.map(([file, blueprint]) => coverageOf(file, blueprint)) };
}

function coverageOf(file: string, blueprint: LoadedBlueprint | FileProblems): BlueprintReport {
  return 'coverage' in blueprint ? { file, coverage: blueprint.coverage.coverage() } : { file };
}

async function runFile(
  file: string,
  load: (file: string) => Promise<LoadedBlueprint | FileProblems>,
  signal: AbortSignal,
): Promise<FileReport> {
  const opened = await openTestFile(file);
  if ('problems' in opened) return broken(file, [opened]);
  const blueprint = await load(opened.blueprint).catch((error: unknown) => withoutBlueprint(opened, error));
  if ('problems' in blueprint) return broken(file, [blueprint]);
  const { cases, problems, allowsUnusedMocks, unusedConfigCases } = await loadTests(opened, blueprint);
  if (problems.length > 0) return broken(file, problems);
  const { program, coverage } = blueprint;
  const results: CaseResult[] = [];
  for (const test of cases) {
    if (signal.aborted) break;
    results.push(await runTestCase(program, test, { allowsUnusedMocks, trace: coverage.listen() }));
  }
  return { file, cases: results, problems: [], unusedConfigCases };
}

function broken(file: string, problems: readonly FileProblems[]): FileReport {
  return { file, cases: [], problems, unusedConfigCases: [] };
}

function withoutBlueprint({ file, head }: OpenedTestFile, error: unknown): FileProblems {
  if (!(error instanceof SfcError)) throw error;
  const advice = head.blueprint === undefined ? ' Name the blueprint as Blueprint in the test file.' : '';
  const message = `${error.message}${advice}`;
  return { file, problems: [{ code: 'WRONG_VALUE', severity: 'error', pointer: '', message }] };
}
