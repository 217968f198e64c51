import { createApi } from '../../../src/api/create-api.ts';
import { type RunningServer, serve } from '../../../src/api/serve.ts';
import type { Io } from '../../../src/cli/io.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createFakeServices, type FakeServices } from '../../unit/api/fake-services.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

export interface CommandLine {
  readonly services: FakeServices;
  readonly server: RunningServer;
  readonly run: (...args: string[]) => Promise<Outcome>;
  /** As `run`, with something on standard input. */
  readonly pipe: (stdin: string, ...args: string[]) => Promise<Outcome>;
  /** As `run`; `interrupt` is called with the notes so far after each one, and may return true to interrupt. */
  readonly interruptible: (interrupt: (notes: string) => boolean, ...args: string[]) => Promise<Outcome>;
}

/** Commands of this process against a server on fake services. */
export async function createCommandLine(): Promise<CommandLine> {
  const services = createFakeServices();
  const server = await serve((signal) => createApi(services, { version: '0.0.0', signal }), {
    host: '127.0.0.1',
    port: 0,
  });
  const execute = async (
    args: readonly string[],
    stdin: string,
    interrupt: (notes: string) => boolean = () => false,
  ) => {
    let out = '';
    let notes = '';
    const abort = new AbortController();
    const io: Io = {
      out: (text) => {
        out += text;
      },
      note: (text) => {
        notes += text;
        if (interrupt(notes)) abort.abort();
      },
      isTerminal: false,
      paint: (_, text) => text,
      signal: abort.signal,
      readStdin: async () => stdin,
    };
    const openConductor = () => Promise.reject(new Error('not here'));
    const parts = { version: '0.0.0', samples: '', sampleSettings: '', openConductor };
    const code = await runCli([...args, '--url', server.url], io, parts);
    return { code, out, notes };
  };
  return {
    services,
    server,
    run: (...args) => execute(args, ''),
    pipe: (stdin, ...args) => execute(args, stdin),
    interruptible: (interrupt, ...args) => execute(args, '', interrupt),
  };
}
