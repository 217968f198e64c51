const SHELL_TOP = '^src/(api|cli|local)/';

/** A folder that may import only what `allowed` matches (besides itself). */
function only(name, from, allowed, comment) {
  return { name, comment, severity: 'error', from: { path: from }, to: { pathNot: [from, ...allowed] } };
}

/** An SDK that only one adapter folder may import. */
function sdkOnlyIn(name, sdk, folder) {
  return {
    name,
    comment: `Only ${folder} knows this SDK: exchanging it must touch one folder.`,
    severity: 'error',
    from: { path: '^(src|functions)/', pathNot: folder },
    to: { path: sdk },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means that neither file can be understood, tested or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that resolves to nothing fails at run time.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    only(
      'asl-is-pure',
      '^src/asl/',
      ['^src/errors/', '(^|/)node_modules/(jsonata|re2js|jsonc-parser|@noble/hashes)/'],
      'The language is a pure function of its text and data: no IO, no engine, three parsing libraries and one of hashes.',
    ),
    only(
      'engine-is-pure',
      '^src/engine/',
      ['^src/(asl|errors)/'],
      'The engine decides and never acts: what it imports may not reach a clock, a disk or a network.',
    ),
    only(
      'errors-stand-alone',
      '^src/errors/',
      [],
      'Everything may import errors, pure code too: so errors import nothing.',
    ),
    only(
      'scheduler-policy-is-pure',
      '^src/scheduler/policy/',
      ['^src/(asl|errors)/'],
      'The scaling policy is a function of figures, tested without workers.',
    ),
    only(
      'test-kit-runs-nothing',
      '^src/testing/',
      ['^src/(asl|engine|errors|schemas)/', '^src/monitor/flow-path\\.ts$'],
      'The test kit is the engine on virtual time, for tests, the CLI and the API alike: it knows no store, no bus and none of them.',
    ),
    only(
      'ports-import-no-code',
      '^src/ports/',
      ['^src/(asl|engine|messages|errors)/'],
      'Ports are promises between shell and adapters: they know the words of the domain and nothing else.',
    ),
    {
      name: 'ports-import-types-only',
      comment: 'A port that imports a value has an implementation in it. Use `import type`.',
      severity: 'error',
      from: { path: '^src/ports/' },
      to: { pathNot: '^src/ports/', dependencyTypesNot: ['type-only'] },
    },
    sdkOnlyIn('node-sqlite-only-in-embedded', '^(node:)?sqlite$', '^src/adapters/embedded/'),
    sdkOnlyIn('s3-sdk-only-in-s3', '(^|/)node_modules/@aws-sdk/client-s3/', '^src/adapters/s3/'),
    sdkOnlyIn('lambda-sdk-only-in-lambda', '(^|/)node_modules/@aws-sdk/client-lambda/', '^src/adapters/lambda/'),
    sdkOnlyIn(
      'kafkajs-only-in-kafka',
      '(^|/)node_modules/(kafkajs|aws-msk-iam-sasl-signer-js)/',
      '^src/adapters/kafka/',
    ),
    sdkOnlyIn('signer-only-in-dynamodb', '(^|/)node_modules/@smithy/signature-v4/', '^src/adapters/dynamodb/'),
    {
      name: 'adapters-are-strangers',
      comment: 'Each adapter can be deleted or exchanged alone; what two share belongs to a port or to src/messages.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/[^/]+/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'adapters-know-no-shell',
      comment: 'Adapters implement ports and are called; they never call back up.',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: ['^src/conductor/', SHELL_TOP] },
    },
    {
      name: 'shell-knows-ports-only',
      comment:
        'The shell works on ports, so that one code serves the embedded and the AWS installation; wiring is done above.',
      severity: 'error',
      from: { path: '^src/(conductor|executor|registry|ingest|monitor)/' },
      to: { path: ['^src/adapters/', SHELL_TOP] },
    },
    {
      name: 'api-knows-no-cli',
      comment: 'The API is served by Lambda too, where there is no command line.',
      severity: 'error',
      from: { path: '^src/api/' },
      to: { path: ['^src/cli/', '^src/local/', '^src/adapters/'] },
    },
    {
      name: 'product-imports-no-tests',
      comment: 'What ships may not depend on what does not.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'product-imports-no-dev-dependency',
      comment: 'npm ci --omit=dev must leave a product that runs.',
      severity: 'error',
      from: { path: '^(src|bin|functions)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
