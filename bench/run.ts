import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedCases } from './embedded/cases.ts';
import { measureEngine } from './engine.ts';

/**
 * `npm run bench -- embedded [CASE…]`: prints the figures of every case as JSON, each case in a process of its own.
 * `npm run bench -- engines`: on a real Kafka broker and DynamoDB Local, as JSON.
 * `npm run bench -- asl [--markdown]`: the language and the engine, as JSON or as the tables of docs/benchmark.md.
 */
/** As `npm start` and `bin/sfc.js` set them. */
const FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--heap-growing-percent=30'];
const cache = join(tmpdir(), 'node-compile-cache');
const [suite, ...only] = process.argv.slice(2);
if (suite === 'asl') {
  const [{ measureAsl }, { markdown }] = await Promise.all([import('./asl/suite.ts'), import('./asl/markdown.ts')]);
  const figures = await measureAsl((step) => process.stderr.write(`${step} …\n`));
  console.log(
    only.includes('--markdown') ? markdown(figures) : JSON.stringify({ node: process.version, ...figures }, null, 2),
  );
  process.exit(figures.comparison.ratio >= 2 ? 0 : 1);
}
if (suite === 'engines') {
  const { measureEngines } = await import('./engines/measure.ts');
  const figures = await measureEngines((step) => process.stderr.write(`${step} …\n`));
  console.log(JSON.stringify({ node: process.version, ...figures }, null, 2));
  process.exit(0);
}
if (suite !== 'embedded') {
  console.error('usage: npm run bench -- embedded [CASE…] | asl [--markdown] | engines');
  process.exit(2);
}
const names = embeddedCases('')
  .map(({ name }) => name)
  .filter((name) => only.length === 0 || only.includes(name));
const cases = names.map((name) => {
  process.stderr.write(`${name} …\n`);
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    [...FLAGS, join(import.meta.dirname, 'embedded/run-case.ts'), name],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
      timeout: 300_000,
    },
  );
  return status === 0
    ? JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}')
    : { case: name, failed: stderr.slice(-2000) };
});
const engine = only.length === 0 ? measureEngine() : undefined;
console.log(JSON.stringify({ node: process.version, engine, cases }, null, 2));
process.exit(cases.some((figures) => 'failed' in figures) ? 1 : 0);
