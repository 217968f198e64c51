import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { SfcError } from '../errors/sfc-error.ts';

const CLOSE_GRACE_MS = 5000;

interface FetchApp {
  fetch(request: Request): Response | Promise<Response>;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, lets those under way end (for a few seconds), then closes. */
  close(): Promise<void>;
}

/** Listens on `host:port` (port 0: any free one). Rejects with SFC_PORT_IN_USE where another process listens there. */
export async function serve(
  createApp: (signal: AbortSignal) => FetchApp,
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const closing = new AbortController();
  const app = createApp(closing.signal);
  const server = createAdaptorServer({
    fetch: (request) => app.fetch(request),
    overrideGlobalObjects: false,
  }) as Server;
  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}`,
    port,
    close: () => close(server, closing),
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): SfcError {
  if (cause.code === 'EADDRINUSE') {
    return new SfcError('SFC_PORT_IN_USE', `Another process listens on ${host}:${port}.`, {
      cause,
      hint: `Stop it, or choose another port: \`--port ${port + 1}\`.`,
      details: { host, port },
    });
  }
  return new SfcError('SFC_CONFIG_INVALID', `Cannot listen on ${host}:${port}: ${cause.message}.`, {
    cause,
    hint: 'Choose an address of this machine and a port above 1023 (`--port`, `host` in sfc.config.json).',
    details: { host, port },
  });
}

async function close(server: Server, closing: AbortController): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  closing.abort();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
}
