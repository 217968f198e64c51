import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createFlowStore } from '../../src/adapters/dynamodb/flow-store.ts';
import { createKafkaBus } from '../../src/adapters/kafka/message-bus.ts';
import { engineCacheDirectory } from '../../src/config.ts';
import type { Flow } from '../../src/engine/flow.ts';
import { startEngines } from '../../src/local/engines/start-engines.ts';
import { userTopic } from '../../src/messages/topics.ts';
import { type Endpoints, type Installation, openInstallation } from '../../test/engines/support/conductors.ts';
import { openTestTables } from '../../test/engines/support/dynamodb.ts';
import { sampleFlow } from '../../test/support/sample-flow.ts';

const TASKS = 5;
const IN_FLIGHT = 64;
/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

/** CPU time that a process of this machine has used, in milliseconds. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));

/** Does `count` things, `inFlight` at a time; resolves to how long each took, in milliseconds. */
async function inParallel(
  count: number,
  inFlight: number,
  run: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const lane = async () => {
    for (;;) {
      const index = next++;
      if (index >= count) return;
      const begun = performance.now();
      await run(index);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return times;
}
function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0, 1);
}

/** Conditional writes a second of items as flows make them, and what one costs this process. */
async function measureWrites({ dynamodb }: Endpoints, count: number) {
  const tables = await openTestTables(dynamodb);
  const store = createFlowStore(tables);
  const flows = Array.from({ length: IN_FLIGHT }, () => sampleFlow({ input: { text: 'x'.repeat(800) } }));
  await Promise.all(flows.map((flow) => store.create(flow, 'hash')));
  const revisions = new Map<Flow, number>(flows.map((flow) => [flow, 0]));
  const write = async (index: number) => {
    const flow = flows[index % IN_FLIGHT] as Flow;
    const expectedRevision = revisions.get(flow) ?? 0;
    revisions.set(flow, expectedRevision + 1);
    await store.commit([{ flow, expectedRevision, outbox: [], events: [], effects: [] }]);
  };
  await inParallel(500, 1, write);
  const cpu = ownCpu();
  const begun = performance.now();
  // Each lane keeps to flows of its own.
  await Promise.all(
    flows.map(async (_, lane) => {
      for (let round = 0; round * IN_FLIGHT < count; round += 1) await write(lane);
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  await tables.close();
  return { writesPerSecond: Math.round(count / seconds), cpuMsPerWrite: rounded((ownCpu() - cpu) / count, 3) };
}

/** Records a second through the broker and back, in requests of 64 records of 1 KiB. */
async function measureRecords({ kafka }: Endpoints, count: number) {
  const clock = { now: () => Date.now() };
  const bus = createKafkaBus({ clock, brokers: [kafka], newTopics: { partitions: 8 } });
  const topic = userTopic(`bench-${randomUUID()}`);
  let got = 0;
  const all = Promise.withResolvers<void>();
  const handle = async (batch: readonly unknown[]) => {
    got += batch.length;
    if (got >= count) all.resolve();
  };
  await bus.subscribe({ topic, group: topic.name, batchSize: 500, handle });
  const value = 'x'.repeat(1_024);
  const begun = performance.now();
  const messages = Array.from({ length: IN_FLIGHT }, (_, key) => ({ key: `${key}`, value }));
  for (let sent = 0; sent < count; sent += IN_FLIGHT) await bus.send(topic, messages);
  await all.promise;
  const seconds = (performance.now() - begun) / 1_000;
  await bus.close();
  return { recordsPerSecond: Math.round(count / seconds) };
}

async function measureFlows(installation: Installation, pids: Pids, flows: number, inFlight: number) {
  const { counts, startFlow, ended } = installation;
  const before = { ...counts, own: ownCpu(), broker: cpuOf(pids.kafka), emulator: cpuOf(pids.dynamodb) };
  const begun = performance.now();
  const times = await inParallel(flows, inFlight, async (order) =>
    ended(await startFlow({ order, text: 'x'.repeat(200) })),
  );
  const seconds = (performance.now() - begun) / 1_000;
  const tasks = flows * TASKS;
  return {
    inFlight,
    flows,
    flowsPerSecond: rounded(flows / seconds, 1),
    transitionsPerSecond: Math.round(tasks / seconds),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    writesPerTask: rounded((counts.writes - before.writes) / tasks),
    recordsPerTask: rounded((counts.records - before.records) / tasks),
    cpuMsPerFlow: {
      own: rounded((ownCpu() - before.own) / flows),
      broker: rounded((cpuOf(pids.kafka) - before.broker) / flows),
      emulator: rounded((cpuOf(pids.dynamodb) - before.emulator) / flows),
    },
  };
}

interface Pids {
  readonly kafka: number;
  readonly dynamodb: number;
}

/** `npm run bench -- engines`: raw limits first, then flows, in one run on engines of its own. Linux only. */
export async function measureEngines(note: (step: string) => void) {
  const [kafka, dynamodb] = await startEngines([{ engine: 'kafka' }, { engine: 'dynamodb' }], engineCacheDirectory());
  if (kafka === undefined || dynamodb === undefined) return undefined;
  const endpoints = { kafka: kafka.endpoint, dynamodb: dynamodb.endpoint };
  const pids = { kafka: kafka.pid, dynamodb: dynamodb.pid };
  try {
    note('raw conditional writes');
    const writes = await measureWrites(endpoints, 12_800);
    note('raw records');
    const records = await measureRecords(endpoints, 64_000);
    const installation = await openInstallation(endpoints);
    await installation.addConductor();
    note('warming up');
    await measureFlows(installation, pids, 300, IN_FLIGHT);
    note('flows');
    const flows = [
      await measureFlows(installation, pids, 40, 1),
      await measureFlows(installation, pids, 1_200, IN_FLIGHT),
    ];
    await installation.close();
    return { raw: { ...writes, ...records }, flows };
  } finally {
    await Promise.all([kafka.stop(), dynamodb.stop()]);
  }
}
