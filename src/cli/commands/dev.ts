import { join, relative } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { createApi } from '../../api/create-api.ts';
import { type RunningServer, serve } from '../../api/serve.ts';
import type { ApiServices } from '../../api/services.ts';
import { type Config, loadConfig } from '../../config.ts';
import { startAccount } from '../dev/account.ts';
import { welcomeText } from '../dev/welcome.ts';
import type { Io } from '../io.ts';

/** A conductor in this process, with what the HTTP interface needs of it. */
interface OpenedConductor {
  readonly services: ApiServices;
  /** Loads the samples of a folder, starts their services and feeds each one's events, once for ever. */
  readonly loadSamples: (directory: string, url: string) => Promise<LoadedSamples>;
  close(): Promise<void>;
}
interface LoadedSamples {
  readonly loaded: readonly { readonly name: string; readonly fed: number; readonly fault?: string }[];
  stop(): Promise<void>;
}

/** What `sfc dev` runs. */
export interface DevParts {
  readonly version: string;
  /** The folder of the samples. */
  readonly samples: string;
  readonly openConductor: (config: Config) => Promise<OpenedConductor>;
}

interface DevOptions {
  readonly port?: number;
  readonly host?: string;
  readonly directory?: string;
  readonly samples?: true;
  readonly account: boolean;
}

const DEFAULT_PORT = 7400;
/** The sample to play with. */
const PLAY = 'hello-world';
const PLAY_FILE = 'blueprint.asl.json';

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
    .option('--samples', 'load the sample blueprints, start their services and feed their events')
    .option('--no-account', 'no live account of the flows')
    .action(async (options: DevOptions, command: Command) => {
      const { config: file, json } = command.optsWithGlobals<{ config?: string; json?: boolean }>();
      const { port, host, directory } = options;
      await runDev(io, parts, loadConfig({ file, flags: { port, host, directory } }), {
        isJson: json === true,
        withSamples: options.samples === true,
        withAccount: options.account && json !== true,
      });
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port from 0 to 65535.');
}

interface Mode {
  readonly isJson: boolean;
  readonly withSamples: boolean;
  readonly withAccount: boolean;
}

async function runDev(io: Io, parts: DevParts, config: Config, mode: Mode): Promise<void> {
  // What was opened last is closed first; each is closed whatever became of the others.
  await using opened = new AsyncDisposableStack();
  const conductor = await parts.openConductor(config);
  opened.defer(() => conductor.close());
  const server = await listen(io, parts.version, config, conductor);
  opened.defer(() => server.close());
  const samples = mode.withSamples ? await conductor.loadSamples(parts.samples, server.url) : undefined;
  if (samples) opened.defer(() => samples.stop());
  for (const { name, fault } of samples?.loaded ?? []) if (fault) io.note(`sample ${name} is not loaded: ${fault}\n`);
  const playFile =
    samples?.loaded.some(({ name }) => name === PLAY) && relative('', join(parts.samples, PLAY, PLAY_FILE));
  if (mode.isJson) io.out(`${JSON.stringify({ event: 'ready', url: server.url, directory: config.directory })}\n`);
  else await greet(io, parts.version, config, conductor, server, playFile || undefined);
  const account = mode.withAccount ? startAccount(io, conductor.services.monitor) : undefined;
  await aborted(io.signal);
  await account?.stop();
  io.note('stopping …\n');
}

function listen(io: Io, version: string, config: Config, { services }: OpenedConductor): Promise<RunningServer> {
  const onFault = (error: unknown, { method, path }: { method: string; path: string }) => {
    io.note(`${method} ${path}: ${error instanceof Error ? error.stack : String(error)}\n`);
  };
  const { allowedHosts, limits, host, port } = config;
  return serve(
    (signal) => createApi(services, { version, limits, allowedHosts: [...allowedHosts, host], signal, onFault }),
    {
      host,
      port,
    },
  );
}

async function greet(
  io: Io,
  version: string,
  { directory }: Config,
  { services }: OpenedConductor,
  { url, port }: RunningServer,
  sample: string | undefined,
): Promise<void> {
  const blueprints = (await services.registry.list()).map(({ name }) => name);
  const urlOption = port === DEFAULT_PORT ? '' : ` --url ${url}`;
  io.note(welcomeText(io, { version, url, directory, blueprints, urlOption, ...(sample ? { sample } : {}) }));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
