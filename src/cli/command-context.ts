import type { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import type { Io } from './io.ts';

interface GlobalOptions {
  readonly url?: string;
  readonly json?: boolean;
  readonly config?: string;
}

/** What a command works with. */
export interface CommandContext {
  readonly io: Io;
  readonly api: ApiClient;
  readonly isJson: boolean;
  /** Prints the result: the value itself with `--json`, else what `describe` makes of it. */
  readonly print: <T>(value: T, describe: (value: T) => string) => void;
}

export function contextOf(command: Command, io: Io): CommandContext {
  const options = command.optsWithGlobals<GlobalOptions>();
  const isJson = options.json === true;
  const url = options.url ?? loadConfig({ file: options.config }).url;
  return {
    io,
    isJson,
    api: createApiClient(url, io.signal),
    print: (value, describe) => io.out(isJson ? `${JSON.stringify(value, null, 2)}\n` : describe(value)),
  };
}
