import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Json } from '../../../src/asl/json.ts';
import { loadConfig } from '../../../src/config.ts';
import type { Flow, FlowStatus } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import {
  type EmbeddedConductor,
  type EmbeddedConductorOptions,
  startEmbeddedConductor,
} from '../../../src/local/embedded-conductor.ts';

/** A folder with a configuration, and the conductors that were started on it. */
export interface Stage {
  readonly folder: string;
  readonly start: (options?: EmbeddedConductorOptions) => Promise<EmbeddedConductor>;
  /** Writes a file of the folder. */
  readonly write: (path: string, text: string) => void;
  readonly close: () => Promise<void>;
}

export function createStage(settings: Record<string, Json> = {}): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'sfc-local-'));
  const started: EmbeddedConductor[] = [];
  writeFileSync(join(folder, 'sfc.config.json'), JSON.stringify({ logLevel: 'silent', ...settings }));
  return {
    folder,
    start: async (options) => {
      const config = loadConfig({ cwd: folder, env: {} });
      const conductor = await startEmbeddedConductor(config, { graceSeconds: 1, ...options });
      started.push(conductor);
      return conductor;
    },
    write: (path, text) => writeFileSync(join(folder, path), text),
    close: async () => {
      for (const conductor of started) await conductor.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function publish({ registry }: EmbeddedConductor, name: string, blueprint: Json): Promise<number> {
  const { version } = await registry.push({ name, source: JSON.stringify(blueprint) });
  await registry.activate(name, version);
  return version;
}

export function ended(
  { services }: EmbeddedConductor,
  flowId: FlowId,
  status: FlowStatus = 'SUCCEEDED',
): Promise<Flow> {
  return vi.waitFor(
    async () => {
      const { flow } = await services.monitor.show(flowId);
      if (flow.status !== status) throw new Error(`${flow.status} ${JSON.stringify(flow.error ?? flow.visits)}`);
      return flow;
    },
    { timeout: 10_000, interval: 5 },
  );
}
