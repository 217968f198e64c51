import { type Command, InvalidArgumentError } from 'commander';
import { loadConfig } from '../../config.ts';
import type { DevParts } from '../dev/run-dev.ts';
import type { Io } from '../io.ts';

interface DevOptions {
  readonly port?: number;
  readonly host?: string;
  readonly directory?: string;
  /** True: all of them. */
  readonly samples?: true | readonly string[];
  readonly account: boolean;
}

export function addDev(program: Command, io: Io, parts: DevParts): void {
  program
    .command('dev')
    .summary('run a conductor in this process')
    .description(
      'Runs a conductor with its API and start page in this process, durable in a directory, until it is stopped.',
    )
    .option('-p, --port <number>', 'port to listen on (default: 7400; 0 takes any free one)', portNumber)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('-d, --directory <path>', 'where everything durable lives (default: .sfc)')
    .option(
      '--samples [names...]',
      'load the sample blueprints (all, or those named), start their services and feed their events',
    )
    .option('--no-account', 'no live account of the flows')
    .action(async (options: DevOptions, command: Command) => {
      const { config: file, json } = command.optsWithGlobals<{ config?: string; json?: boolean }>();
      const { port, host, directory } = options;
      // Loaded on demand: the other commands need no server and start faster.
      const { runDev } = await import('../dev/run-dev.ts');
      const samples = options.samples === undefined ? undefined : parts.sampleSettings;
      await runDev(io, parts, loadConfig({ file, samples, flags: { port, host, directory } }), {
        isJson: json === true,
        ...(options.samples === undefined ? {} : { samples: options.samples === true ? [] : options.samples }),
        withAccount: options.account && json !== true,
      });
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port from 0 to 65535.');
}
