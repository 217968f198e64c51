import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { processIo } from './io.ts';
import { runCli } from './run-cli.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for a clean end.
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  });
}
// `sfc flows list | head` ends the pipe before we have written all.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
process.exitCode = await runCli(process.argv.slice(2), processIo(stopping.signal), {
  version,
  samples: fileURLToPath(new URL('../../blueprints', import.meta.url)),
  sampleSettings: fileURLToPath(new URL('../../sfc.config.json', import.meta.url)),
  // Loaded on demand: the other commands need none of it and start faster.
  openConductor: async (config) => (await import('../local/embedded-conductor.ts')).startEmbeddedConductor(config),
});
