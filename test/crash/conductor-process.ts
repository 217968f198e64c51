import { writeSync } from 'node:fs';
import { openEmbedded } from '../../src/adapters/embedded/open-embedded.ts';
import { createApi } from '../../src/api/create-api.ts';
import { serve } from '../../src/api/serve.ts';
import { loadConfig } from '../../src/config.ts';
import { startEmbeddedConductor } from '../../src/local/embedded-conductor.ts';
import { MUTATIONS, type Mutation } from './support/mutations.ts';
import type { CrashPlan } from './support/points.ts';
import { createProbe } from './support/probe.ts';
import { probedPorts } from './support/probed-ports.ts';
import { probeSqlite } from './support/probed-sqlite.ts';
import { probeThreads } from './support/probed-threads.ts';

/** What the parent gives as the one argument. */
export interface ConductorSettings {
  readonly directory: string;
  readonly port: number;
  readonly servicePort: number;
  readonly plan?: CrashPlan;
  readonly mutation?: Mutation;
}

/** The embedded conductor with its API, which dies where its settings say. SIGTERM ends it cleanly. */
const { directory, port, servicePort, plan, mutation } = JSON.parse(process.argv[2] ?? '') as ConductorSettings;
process.stdin.on('end', () => process.exit(1)).resume();
const probe = createProbe(plan);
probeThreads(plan);
probeSqlite(probe, plan, false);

const config = loadConfig({ env: {}, cwd: directory, flags: { directory, port } });
const limits = { ...config.limits, eventsPerDecision: 25 };
const conductor = await startEmbeddedConductor(
  {
    ...config,
    limits,
    lambda: { AskApprover: `http://127.0.0.1:${servicePort}/ask` },
    http: { allow: [`127.0.0.1:${servicePort}`] },
  },
  {
    graceSeconds: 2,
    openPorts: async (options) => {
      const ports = await openEmbedded(options);
      return probedPorts(mutation === undefined ? ports : MUTATIONS[mutation](ports), probe);
    },
  },
);
const server = await serve((signal) => createApi(conductor.services, { version: 'crash-test', limits, signal }), {
  host: '127.0.0.1',
  port,
});
process.on('SIGTERM', async () => {
  await server.close();
  await conductor.close();
  process.exit(0);
});
writeSync(1, '{"event":"ready"}\n');
