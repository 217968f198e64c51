import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the output with the notes that tests left (`task.meta.notes`) and `N passed, N failed`; writes the last line to the file
 * that SFC_TEST_TOTALS names.
 * A file or suite that fails without a failed test in it, and an error outside all tests, count as one failure each.
 */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const line = totalsLine(modules, unhandledErrors.length);
    const file = process.env['SFC_TEST_TOTALS'];
    if (file) writeFileSync(file, `${line}\n`);
    // The default reporter prints its summary in the same hook: the line must come after it.
    process.once('exit', () => process.stdout.write(`${[...notesOf(modules), line].join('\n')}\n`));
  }
}

function totalsLine(modules: readonly TestModule[], unhandledErrors: number): string {
  const totals = { passed: 0, failed: unhandledErrors, skipped: 0 };
  if (modules.length === 0) totals.failed += 1;
  for (const module of modules) {
    let tests = 0;
    let failed = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      tests += 1;
      if (state === 'passed') totals.passed += 1;
      else if (state === 'failed') failed += 1;
      else totals.skipped += 1;
    }
    const brokenSuites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length;
    failed += brokenSuites + (module.errors().length > 0 ? 1 : 0);
    if (failed === 0 && (tests === 0 || module.state() === 'failed')) failed = 1;
    totals.failed += failed;
  }
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  return `${totals.passed} passed, ${totals.failed} failed${skipped}`;
}

function notesOf(modules: readonly TestModule[]): string[] {
  return modules.flatMap((module) => [...module.children.allTests()].flatMap((test) => test.meta().notes ?? []));
}
