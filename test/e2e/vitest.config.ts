import { defineConfig } from 'vitest/config';

/** Apart from `npm test`: it needs a browser (Debian: `apt-get install chromium fonts-noto-cjk`). */
// biome-ignore lint/style/noDefaultExport: vitest takes its configuration from the default export
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.test.ts'],
    reporters: ['default', './test/support/totals-reporter.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
