import { defineConfig } from 'vitest/config';

/** What Stryker runs against each mutant: the unit tests of the language and the engine, without those that take their time. */
// biome-ignore lint/style/noDefaultExport: Vitest loads its configuration from here.
export default defineConfig({
  test: {
    include: ['test/unit/{asl,engine}/**/*.test.ts'],
    exclude: ['test/unit/**/{hostile,fuzz,properties,differential,laws}.test.ts'],
    testNamePattern: /^(?!.*(grows no faster|very bytes of JSON|visits too much))/,
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
  },
});
