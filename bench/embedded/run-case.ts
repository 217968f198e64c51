import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import type { Flow } from '../../src/engine/flow.ts';
import { startEmbeddedConductor } from '../../src/local/embedded-conductor.ts';
import { measureRawSqlite } from '../raw-sqlite.ts';
import { type EmbeddedCase, embeddedCases } from './cases.ts';
import { multiplyFlows, rowSizes } from './stored-flows.ts';

async function runCase(load: EmbeddedCase, noopPort: string) {
  const directory = mkdtempSync(join(tmpdir(), 'sfc-bench-'));
  const config = {
    ...loadConfig({ env: {}, cwd: import.meta.dirname, flags: { directory } }),
    lambda: { Noop: './noop.mjs' },
    http: { allow: [`127.0.0.1:${noopPort}`] },
  };
  const limits = { ...config.limits, eventsPerFlow: 200_000 };
  if (load.storedFlows !== undefined) {
    await withConductor({ ...config, limits }, { ...load, flows: 1_000 }, drive);
    multiplyFlows(directory, load.storedFlows);
  }
  const figures = await withConductor({ ...config, limits }, load, measure);
  const sizes = rowSizes(directory);
  rmSync(directory, { recursive: true, force: true });
  const batch = Math.max(1, Math.round(figures.unitsPerTransaction));
  const raw = load.name.startsWith('map')
    ? undefined
    : measureRawSqlite({ batch, ...sizes, transitionsPerFlow: 6, seconds: 4 });
  const ofRawLimit = raw && round(figures.transitionsPerSecond / raw.transitionsPerSecond);
  return { case: load.name, ...figures, rowCharacters: sizes, raw: raw && { batch, ...raw }, ofRawLimit };
}

type Started = Awaited<ReturnType<typeof startEmbeddedConductor>>;
type Run = (conductor: Started, load: EmbeddedCase, ended: Ended) => Promise<Record<string, number>>;

let transitions = 0;

/** The flows that ended before anybody asked, and who asked before they ended. */
type Ended = Map<string, Flow | ((flow: Flow) => void)>;

async function endOf(flowId: string, ended: Ended): Promise<Flow> {
  const known = ended.get(flowId);
  const flow = typeof known === 'object' ? known : await new Promise<Flow>((resolve) => ended.set(flowId, resolve));
  ended.delete(flowId);
  return flow;
}

async function withConductor(config: Parameters<typeof startEmbeddedConductor>[0], load: EmbeddedCase, run: Run) {
  const ended: Ended = new Map();
  const conductor = await startEmbeddedConductor(config, {
    onCommitted: (flow) => {
      transitions++;
      if (flow.endedAt === undefined) return;
      const resolve = ended.get(flow.id);
      if (resolve === undefined) ended.set(flow.id, flow);
      else if (typeof resolve === 'function') resolve(flow);
    },
  });
  const { version } = await conductor.registry.push({ name: 'bench', source: JSON.stringify(load.definition) });
  await conductor.registry.activate('bench', version);
  const figures = await run(conductor, load, ended);
  await conductor.close();
  return figures as Record<string, number> & { unitsPerTransaction: number; transitionsPerSecond: number };
}

/** Keeps `inFlight` flows in flight; gives each flow's milliseconds from the call of start to its stored end. */
async function drive(conductor: Started, load: EmbeddedCase, ended: Ended): Promise<Record<string, number>> {
  const times: number[] = [];
  let started = 0;
  async function keepRunning(): Promise<void> {
    while (started < load.flows) {
      started++;
      const begun = performance.now();
      const { flowId } = await conductor.registry.startFlow({ blueprint: 'bench', input: load.input });
      const flow = await endOf(flowId, ended);
      if (flow.status !== 'SUCCEEDED') throw new Error(`A flow ended ${flow.status}: ${JSON.stringify(flow.error)}`);
      times.push(performance.now() - begun);
    }
  }
  await Promise.all(Array.from({ length: load.inFlight }, keepRunning));
  times.sort((a, b) => a - b);
  return {
    p50Milliseconds: round(times[times.length >> 1]),
    p99Milliseconds: round(times[Math.floor(times.length * 0.99)]),
  };
}

async function measure(conductor: Started, load: EmbeddedCase, ended: Ended) {
  if (load.flows > 100) await drive(conductor, { ...load, flows: Math.ceil(load.flows / 10) }, ended);
  await conductor.indexed();
  const before = conductor.statistics();
  transitions = 0;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const latency = await drive(conductor, load, ended);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const after = conductor.statistics();
  const fsyncs = after.transactions - before.transactions;
  return {
    flows: load.flows,
    inFlight: load.inFlight,
    flowsPerSecond: round(load.flows / seconds),
    tasksPerSecond: round((load.flows * load.tasksPerFlow) / seconds),
    transitionsPerSecond: round((transitions + load.flows) / seconds),
    ...latency,
    cpuMillisecondsPerFlow: round((user + system) / 1000 / load.flows),
    peakMemoryMegabytes: round(process.resourceUsage().maxRSS / 1024),
    bytesOnDiskPerFlow: round((after.fileBytes - before.fileBytes) / load.flows),
    fsyncsPerFlow: round(fsyncs / load.flows),
    unitsPerTransaction: round((after.units - before.units) / fsyncs),
  };
}

function startNoopServer(): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'noop-server.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  return String(chunk).trim();
}

function round(value: number | undefined): number {
  return Number((value ?? Number.NaN).toPrecision(4));
}

/** Runs one case in this process, alone, and prints its figures as one line of JSON. */
const name = process.argv[2] ?? '';
const server = startNoopServer();
const port = await firstLine(server);
const found = embeddedCases(`http://127.0.0.1:${port}/noop`).find((candidate) => candidate.name === name);
if (found === undefined) throw new Error(`There is no case ${name}.`);
console.log(JSON.stringify(await runCase(found, port)));
server.stdin?.end();
process.exit(0);
