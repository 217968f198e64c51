import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { SfcError } from '../../errors/sfc-error.ts';
import { blueprintName } from '../blueprint-name.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { TestReport } from '../test/run-tests.ts';

interface TestOptions {
  readonly min?: number;
  readonly junit?: string;
}

export function addTest(program: Command, io: Io, exit: (code: number) => void): void {
  program
    .command('test')
    .summary('run the test cases of blueprints on mocks')
    .description(
      'Runs the test cases that stand beside blueprints (NAME.test.json for NAME.asl.json) without a server: on mocked calls and in virtual time. Prints what of each blueprint they cover.',
    )
    .argument('[paths...]', 'test files, blueprints, folders or patterns', ['blueprints'])
    .option('--min <percent>', 'fail where fewer states or transitions of a blueprint are covered', percentage)
    .option('--junit <file>', 'write the results as JUnit XML, too')
    .action(async (paths: string[], options: TestOptions, command: Command) => {
      const isJson = command.optsWithGlobals<{ json?: boolean }>().json === true;
      exit(await test(io, paths, options, isJson));
    });
}

async function test(io: Io, paths: readonly string[], { min, junit }: TestOptions, isJson: boolean): Promise<number> {
  // Loaded on demand: the other commands need none of it and start faster.
  const { findTestFiles } = await import('../test/find-test-files.ts');
  const { runTests } = await import('../test/run-tests.ts');
  const { describeCoverage, describeFile, describeTotals } = await import('../test/describe-report.ts');
  const found = findTestFiles(paths);
  if (found.tests.length === 0) throw noTests(paths);
  const report = await runTests(found, io.signal, (file) => {
    if (!isJson) io.out(`${describeFile(io, file)}\n`);
  });
  if (io.signal.aborted) return EXIT.interrupted;
  if (junit !== undefined) await writeReport(junit, (await import('../test/junit.ts')).junitXml(report.files));
  const low = min === undefined ? [] : belowMinimum(report, min);
  const passed = isPassed(report) && low.length === 0;
  if (isJson) io.out(`${JSON.stringify({ passed, ...report }, null, 2)}\n`);
  else io.out(`${describeCoverage(io, report.blueprints)}${describeTotals(io, report)}`);
  for (const name of low) io.note(`${io.paint('red', 'coverage')} ${name} is below ${min} %\n`);
  return passed ? EXIT.ok : EXIT.failed;
}

function isPassed({ files }: TestReport): boolean {
  return files.every(({ cases, problems }) => problems.length === 0 && cases.every(({ passed }) => passed));
}

/** What is covered too little, by blueprint; one that is not valid covers nothing. */
function belowMinimum({ blueprints }: TestReport, min: number): string[] {
  return blueprints.flatMap(({ file, coverage }) =>
    (['states', 'transitions'] as const).flatMap((what) => {
      const percent = coverage?.[what].percent ?? 0;
      return percent >= min ? [] : [`of the ${what} of ${blueprintName(file)} (${percent} %)`];
    }),
  );
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new SfcError('SFC_FILE_UNREADABLE', `${file} cannot be written (${reason}).`, { cause });
  }
}

function noTests(paths: readonly string[]): SfcError {
  return new SfcError('SFC_FILE_UNREADABLE', `There are no test files at ${paths.join(', ')}.`, {
    hint: 'Write NAME.test.json beside NAME.asl.json (docs/testing.md), or name the files.',
  });
}

function percentage(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && number <= 100) return number;
  throw new InvalidArgumentError('It must be a number from 0 to 100.');
}
