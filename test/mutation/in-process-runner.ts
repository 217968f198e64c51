import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  DryRunOptions,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
  TestRunnerCapabilities,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import type { CollectedTest } from './vitest-shim.ts';

/**
 * A test runner for Stryker that imports all tests once and then runs, for each mutant, the tests that reach it: a mutant is
 * a switch in the code, so nothing has to be loaded again. Vitest starts anew for every mutant, which takes half a second.
 */
export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: createRunner }];
createRunner.inject = [] as const;

const INCLUDE = 'test/unit/{asl,engine}/**/*.test.ts';
/** Tests that take their time: properties, attacks, growth. */
const SLOW_FILES = /(hostile|languages|fuzz|laws|join-orders)\.test\.ts$/;
const SLOW_TESTS = /grows no faster|visits too much|whatever|taken for no data|of a wrong type/;

/** What the instrumented code reads and counts. */
interface Instrumented {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: Extract<DryRunResult, { status: 'complete' }>['mutantCoverage'];
}

function createRunner(): TestRunner {
  const instrumented: Instrumented = {};
  Object.assign(globalThis, { __stryker__: instrumented });
  return {
    capabilities: (): TestRunnerCapabilities => ({ reloadEnvironment: false }),
    init: async () => resolveVitest(),
    dryRun: (options) => dryRun(instrumented, options),
    mutantRun: (options) => mutantRun(instrumented, options),
  };
}

const SHIM = new URL('./vitest-shim.ts', import.meta.url).href;

function resolveVitest(): void {
  // The same cases for every mutant, and the first that fails is enough.
  fc.configureGlobal({ seed: 1, numRuns: 20, endOnFailure: true });
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vitest' ? { url: SHIM, shortCircuit: true } : next(specifier, context),
  });
}

const collected = new Map<string, readonly CollectedTest[]>();

/** The tests of a file, imported when the first of them is wanted: after a time-out the process is a new one. */
async function testsIn(path: string): Promise<readonly CollectedTest[]> {
  const before = collected.get(path);
  if (before !== undefined) return before;
  const { collect } = (await import(SHIM)) as typeof import('./vitest-shim.ts');
  const all = await collect(path, () => import(pathToFileURL(join(process.cwd(), path)).href));
  const tests = all.filter(({ name }) => !SLOW_TESTS.test(name));
  collected.set(path, tests);
  return tests;
}

async function dryRun(instrumented: Instrumented, { coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
  const results: TestResult[] = [];
  for (const path of globSync(INCLUDE).sort()) {
    if (SLOW_FILES.test(path)) continue;
    const begun = performance.now();
    const tests = await testsIn(path);
    // Importing counts as the first test's time: Stryker would add that of all files to every time-out.
    let importing = performance.now() - begun;
    for (const test of tests) {
      if (coverageAnalysis === 'perTest') instrumented.currentTestId = test.id;
      const result = await runTest(test);
      instrumented.currentTestId = undefined;
      results.push({ ...result, timeSpentMs: result.timeSpentMs + importing });
      importing = 0;
    }
  }
  return { status: 'complete' as never, tests: results, mutantCoverage: instrumented.mutantCoverage };
}

/** Until the first test fails. */
async function mutantRun(
  instrumented: Instrumented,
  { activeMutant, testFilter = [], hitLimit }: MutantRunOptions,
): Promise<MutantRunResult> {
  if (!isSampled(activeMutant)) return { status: 'error' as never, errorMessage: 'not in the sample' };
  const tests = await wantedTests(new Set(testFilter));
  await forgetExpressions();
  Object.assign(instrumented, { activeMutant: activeMutant.id, hitLimit, hitCount: 0 });
  try {
    for (const [index, test] of tests.entries()) {
      const { status, failureMessage } = await runTest(test);
      const nrOfTests = index + 1;
      if (hitLimit !== undefined && (instrumented.hitCount ?? 0) > hitLimit) return { status: 'timeout' as never };
      if (status === FAILED) return { status: 'killed' as never, killedBy: [test.id], failureMessage, nrOfTests };
    }
    return { status: 'survived' as never, nrOfTests: tests.length };
  } finally {
    Object.assign(instrumented, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
  }
}

const share = Number(process.env.SFC_MUTATION_SHARE ?? 1);

/** `SFC_MUTATION_SHARE=3`: every third mutant, always the same ones; Stryker counts the others as errors, outside the score. */
function isSampled({ fileName, location, replacement }: MutantRunOptions['activeMutant']): boolean {
  const { line, column } = location.start;
  const text = `${fileName.slice(fileName.lastIndexOf('/src/'))}:${line}:${column}:${location.end.column}:${replacement}`;
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  return ((hash ^ (hash >>> 15)) >>> 0) % share === 0;
}

async function wantedTests(ids: ReadonlySet<string>): Promise<CollectedTest[]> {
  const tests: CollectedTest[] = [];
  for (const path of new Set([...ids].map((id) => id.slice(0, id.indexOf('#'))))) {
    tests.push(...(await testsIn(path)).filter(({ id }) => ids.has(id)));
  }
  return tests;
}

/** Compiled expressions are kept by their text: none that was compiled under another mutant may be left. */
async function forgetExpressions(): Promise<void> {
  const path = join(process.cwd(), 'src/asl/jsonata/expression.ts');
  const { compileJsonata } = (await import(pathToFileURL(path).href)) as Pick<Jsonata, 'compileJsonata'>;
  for (let number = 0; number < KEPT_EXPRESSIONS; number++) compileJsonata(`${number}`);
}

type Jsonata = typeof import('../../src/asl/jsonata/expression.ts');
const KEPT_EXPRESSIONS = 5_000;

const SUCCESS = 0;
const FAILED = 1;

async function runTest({ id, name, fileName, run }: CollectedTest): Promise<TestResult & { failureMessage: string }> {
  const begun = performance.now();
  let status: number = SUCCESS;
  let failureMessage = '';
  try {
    await run();
  } catch (error) {
    status = FAILED;
    failureMessage = String(error);
  }
  return { id, name, fileName, status: status as never, failureMessage, timeSpentMs: performance.now() - begun };
}
