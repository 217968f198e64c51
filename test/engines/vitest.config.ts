import { defineConfig } from 'vitest/config';

/** Apart from `npm test`: it needs Java, Maven and Python, and starts the engines once for all files. */
// biome-ignore lint/style/noDefaultExport: vitest takes its configuration from the default export
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/engines/**/*.test.ts', 'test/engines/**/*.contract.ts'],
    globalSetup: ['test/support/engines.ts'],
    reporters: ['default', './test/support/totals-reporter.ts'],
    pool: 'forks',
    // The engines, too, want the cores.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
