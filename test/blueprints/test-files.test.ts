import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findTestFiles } from '../../src/cli/test/find-test-files.ts';
import { runTests } from '../../src/cli/test/run-tests.ts';
import { BLUEPRINTS } from './support/sample.ts';

const found = findTestFiles([fileURLToPath(BLUEPRINTS)]);
const report = await runTests(found, new AbortController().signal, () => undefined);

describe('the test files of the samples', () => {
  it.each(report.files)('$file passes', ({ cases, problems }) => {
    expect(problems).toEqual([]);
    expect(cases.filter(({ passed }) => !passed)).toEqual([]);
  });

  it.each(report.blueprints)('$file is covered', ({ coverage }) => {
    expect(coverage?.states.percent).toBeGreaterThanOrEqual(90);
    expect(coverage?.transitions.percent).toBeGreaterThanOrEqual(90);
  });

  it('are there for each blueprint', () => {
    expect(report.files).toHaveLength(found.blueprints.length);
  });
});
