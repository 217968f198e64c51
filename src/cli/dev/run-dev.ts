import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createApi } from '../../api/create-api.ts';
import { type RunningServer, serve } from '../../api/serve.ts';
import type { ApiServices } from '../../api/services.ts';
import type { Config } from '../../config.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import type { Io } from '../io.ts';
import { startAccount } from './account.ts';
import { welcomeText } from './welcome.ts';

const DEFAULT_PORT = 7400;
/** The sample to play with. */
const PLAY = 'hello-world';
const PLAY_FILE = 'blueprint.asl.json';

/** A conductor in this process, with what the HTTP interface needs of it. */
interface OpenedConductor {
  readonly services: ApiServices;
  /** Loads the samples of a folder, or the one that the folder is, starts their services and feeds each one's events, once for ever. */
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
  /** The configuration file that names their functions and services. */
  readonly sampleSettings: string;
  readonly openConductor: (config: Config) => Promise<OpenedConductor>;
}

export interface DevMode {
  readonly isJson: boolean;
  /** Names of samples; an empty list stands for all. */
  readonly samples?: readonly string[];
  readonly withAccount: boolean;
}

/** Runs until `io.signal` aborts; rejects where something cannot be opened, and then leaves nothing open. */
export async function runDev(io: Io, parts: DevParts, config: Config, mode: DevMode): Promise<void> {
  for (const name of mode.samples ?? []) mustExist(parts.samples, name);
  // What was opened last is closed first; each is closed whatever became of the others.
  await using opened = new AsyncDisposableStack();
  const conductor = await parts.openConductor(config);
  opened.defer(() => conductor.close());
  const server = await listen(io, parts.version, config, conductor);
  opened.defer(() => server.close());
  if (mode.samples) io.note('loading the samples …\n');
  const samples = mode.samples && (await load(conductor, parts.samples, mode.samples, server.url));
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

function mustExist(folder: string, name: string): void {
  const names = readdirSync(folder).filter((entry) => existsSync(join(folder, entry, 'README.md')));
  if (names.includes(name)) return;
  throw new SfcError('SFC_INVALID_REQUEST', `There is no sample ${JSON.stringify(name)}.`, {
    hint: `Choose from ${names.join(', ')}.`,
  });
}

async function load(
  conductor: OpenedConductor,
  folder: string,
  names: readonly string[],
  url: string,
): Promise<LoadedSamples> {
  const folders = names.length === 0 ? [folder] : names.map((name) => join(folder, name));
  const samples: LoadedSamples[] = [];
  for (const path of folders) samples.push(await conductor.loadSamples(path, url));
  return {
    loaded: samples.flatMap(({ loaded }) => loaded),
    stop: async () => {
      await Promise.all(samples.map((sample) => sample.stop()));
    },
  };
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
