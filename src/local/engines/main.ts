import { parseArgs } from 'node:util';
import { engineCacheDirectory } from '../../config.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import { ENGINE_NAMES, startEngines, type WantedEngine } from './start-engines.ts';

const USAGE = `npm run engines [-- ENGINE[:PORT] …]

Starts real engines on the loopback, empty, until Ctrl-C: ${ENGINE_NAMES.join(', ')}.
Without arguments: kafka and dynamodb, on free ports.`;

function wantedEngine(text: string): WantedEngine {
  const match = /^(\w+)(?::(\d{1,5}))?$/.exec(text);
  const engine = ENGINE_NAMES.find((name) => name === match?.[1]);
  if (engine === undefined) throw new SfcError('SFC_INVALID_REQUEST', `There is no engine ${text}.`, { hint: USAGE });
  return { engine, port: match?.[2] === undefined ? undefined : Number(match[2]) };
}

async function main(): Promise<void> {
  const options = { help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const ended = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.resolve());
  const wanted = (positionals.length > 0 ? positionals : ['kafka', 'dynamodb']).map(wantedEngine);
  process.stdout.write('starting (the first time, they are fetched) …\n');
  const running = await startEngines(wanted, engineCacheDirectory());
  for (const [index, { endpoint, pid }] of running.entries())
    process.stdout.write(`${wanted[index]?.engine.padEnd(10)} ${endpoint}  (process ${pid})\n`);
  process.stdout.write('Ctrl-C ends them.\n');
  await ended.promise;
  await Promise.all(running.map((engine) => engine.stop()));
}

try {
  await main();
} catch (error) {
  const hint = error instanceof SfcError ? `\n${error.hint}` : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exitCode = 1;
}
