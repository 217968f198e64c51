import { createServer } from 'node:net';
import type { EngineName } from './engine.ts';
import { engineFault } from './engine-fault.ts';

/** The wanted port, or any, that was free a moment ago. Rejects with `SFC_ENGINE_UNAVAILABLE` where the wanted one is taken. */
export function freePort(engine: EngineName, wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', (cause) => reject(engineFault(engine, `cannot listen on port ${wanted}.`, cause)))
      .listen(wanted, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted));
      });
  });
}
