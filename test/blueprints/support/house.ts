import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '../../../src/api/create-api.ts';
import { serve } from '../../../src/api/serve.ts';
import { loadConfig } from '../../../src/config.ts';
import { type EmbeddedConductor, startEmbeddedConductor } from '../../../src/local/embedded-conductor.ts';
import type { Samples } from '../../../src/local/samples.ts';

/** A copy of the repository's samples, on ports of its own, with a directory that outlives conductors. */
export interface House {
  readonly open: () => Promise<OpenHouse>;
  readonly remove: () => void;
}
export interface OpenHouse extends EmbeddedConductor {
  readonly samples: Samples;
}

const ROOT = new URL('../../../', import.meta.url);
/** Where the samples' services listen. */
const PORTS = ['7411', '7412', '7413'];

export async function createHouse(): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'sfc-samples-'));
  for (const name of ['blueprints', 'sfc.config.json']) {
    cpSync(fileURLToPath(new URL(name, ROOT)), join(folder, name), { recursive: true });
  }
  const ports = new Map<string, string>();
  for (const port of PORTS) ports.set(port, String(await freePort()));
  for (const file of filesIn(folder)) movePorts(file, ports);
  const config = { ...loadConfig({ cwd: folder, env: { SFC_LOG_LEVEL: 'error' } }), port: 0 };

  return {
    open: async () => {
      const conductor = await startEmbeddedConductor(config, { graceSeconds: 1 });
      const server = await serve((signal) => createApi(conductor.services, { version: 'test', signal }), config);
      const samples = await conductor.loadSamples(join(folder, 'blueprints'), server.url);
      return {
        ...conductor,
        samples,
        close: async () => {
          await samples.stop();
          await server.close();
          await conductor.close();
        },
      };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(mjs|asl\.json|config\.json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function movePorts(file: string, ports: ReadonlyMap<string, string>): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(/(?<=127\.0\.0\.1:|port: )\d{4}\b/g, (port) => ports.get(port) ?? port),
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
