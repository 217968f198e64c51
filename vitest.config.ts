import { defineConfig } from 'vitest/config';

const SLOW = { pool: 'forks', testTimeout: 120_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: false,
    reporters: ['default', './test/support/totals-reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['html', 'text-summary', ['text', { skipFull: true }]],
      reportsDirectory: 'coverage',
      thresholds: { 'src/{asl,engine}/**': { lines: 100 } },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,architecture}/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          // Properties take a second; on a crowded machine far more, which says nothing about them.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          testTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.contract.ts'], ...SLOW } },
      { extends: true, test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...SLOW } },
      { extends: true, test: { name: 'crash', include: ['test/crash/*.test.ts'], ...SLOW } },
      { extends: true, test: { name: 'samples', include: ['test/blueprints/**/*.test.ts'], ...SLOW } },
    ],
  },
});
