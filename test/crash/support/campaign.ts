import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type CrashBlueprint, crashBlueprints } from './blueprints.ts';
import type { CallReport, TaskCalls } from './call-record.ts';
import { checkStore } from './check-store.ts';
import { type DyingConductor, startConductor, startService } from './child-process.ts';
import { createGate, type Gate } from './gate.ts';
import type { Mutation } from './mutations.ts';
import { CRASH_POINTS, type CrashPlan, type CrashPoint, POINT_NAMES } from './points.ts';
import { createRandom, type Random } from './random.ts';
import { type Sent, startTraffic } from './traffic.ts';
import { createViolations, type Violation, type Violations } from './violations.ts';

export interface CampaignOptions {
  /** Decides kills and inputs; what the machine makes of them is its own. */
  readonly seed: number;
  /** Ends the killing. */
  readonly isOver: (kills: readonly Kill[]) => boolean;
  /** Default: every point, shuffled, again and again. */
  readonly points?: readonly CrashPoint[];
  /** Of the kills, this share comes at random moments. */
  readonly randomShare: number;
  readonly flowsPerSecond: number;
  readonly mutation?: Mutation;
  /** How long the flows that are open at the end may take. Default: half a minute. */
  readonly drainMs?: number;
  readonly log?: (line: string) => void;
}

/** The same for the short and the long form: with them, a seed gives the same kills and inputs in both. */
export const USUAL = { randomShare: 0.2, flowsPerSecond: 40 };

export interface Kill {
  readonly at: CrashPoint | 'random' | 'closing';
  readonly survived?: number;
  readonly afterMs: number;
  readonly note?: string;
}

export interface CampaignResult {
  readonly seed: number;
  readonly flows: number;
  readonly acceptedStarts: number;
  readonly repeatedStarts: number;
  readonly repeatedRequests: number;
  readonly kills: readonly Kill[];
  readonly restarts: number;
  readonly jobs: CallReport['tasks'];
  readonly violations: readonly Violation[];
}

/** How long a conductor may live that does not come to its point. */
const LONGEST_LIFE_MS = 4_000;
const LONGEST_DRAIN_MS = 30_000;
const LOOK_MS = 150;
const QUIET_LOOKS = 5;
const LONGEST_CLOSE_MS = 15_000;

/** Kills a conductor again and again while flows are started, lets the last one finish, and judges what it leaves. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, flowsPerSecond, drainMs = LONGEST_DRAIN_MS, mutation, log = () => undefined } = options;
  const random = createRandom(seed);
  const violations = createViolations();
  const directory = mkdtempSync(join(tmpdir(), 'sfc-crash-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = await startService(url);
  let isEnded = false;
  const gate = createGate();
  const api = createApiClient(url, { whenUp: gate.passed, isOver: () => isEnded });
  const stage: Stage = { options, random, violations, directory, port, servicePort: service.port, gate, log };
  try {
    const blueprints = crashBlueprints(service.port);
    const prepared = prepare(api, blueprints, stage);
    const traffic = prepared.then(() =>
      startTraffic({ api, blueprints, random: createRandom(seed + 1), prefix: `w${seed}`, flowsPerSecond, violations }),
    );
    // Whatever fails later also rejects there.
    traffic.catch(() => undefined);
    const kills = await killAgainAndAgain(stage);
    const { sent, stop, done } = await traffic;
    stop();
    const last = start(stage);
    await within(
      drainMs,
      done().then(() => allEnded(api)),
      () => violations.add('flows do not end', '', 'see below'),
    );
    await checkApi(api, sent, violations);
    await endCleanly(last, violations);
    const calls = (await createApiClient(`http://127.0.0.1:${service.port}`).get('/calls'))
      .body as unknown as CallReport;
    const flows = await checkStore({ directory, blueprints, sent, calls, violations });
    return {
      seed,
      flows,
      acceptedStarts: sent.started.size,
      repeatedStarts: sent.repeatedStarts,
      repeatedRequests: api.repeated(),
      kills,
      restarts: kills.length,
      jobs: sorted(calls.tasks),
      violations: violations.found,
    };
  } finally {
    isEnded = true;
    service.stop();
    await api.close();
    if (violations.found.length === 0 || mutation !== undefined) rmSync(directory, { recursive: true, force: true });
    else log(`the directory is kept: ${directory}`);
  }
}

interface Stage {
  readonly options: CampaignOptions;
  readonly random: Random;
  readonly violations: Violations;
  readonly directory: string;
  readonly port: number;
  readonly servicePort: number;
  readonly gate: Gate;
  readonly log: (line: string) => void;
}

/** Starts the next conductor, and opens the gate for as long as it lives. */
function start({ directory, port, servicePort, gate, options: { mutation } }: Stage, plan?: CrashPlan): DyingConductor {
  const conductor = startConductor({
    directory,
    port,
    servicePort,
    ...(mutation === undefined ? {} : { mutation }),
    ...(plan === undefined ? {} : { plan }),
  });
  void conductor.ready.then((isReady) => {
    if (isReady) gate.open();
  });
  void conductor.ended.then(gate.shut);
  return conductor;
}

async function prepare(api: ApiClient, blueprints: readonly CrashBlueprint[], { violations }: Stage): Promise<void> {
  for (const { name, definition } of blueprints) {
    const { status, body } = await api.post('/v1/blueprints', { name, definition, activate: true });
    if (status >= 400) violations.add('a blueprint was refused', name, body);
  }
}

async function killAgainAndAgain(stage: Stage): Promise<Kill[]> {
  const { options, random, log } = stage;
  const kills: Kill[] = [];
  let queue: CrashPoint[] = [];
  while (!options.isOver(kills)) {
    if (random.chance(options.randomShare)) {
      kills.push(await (random.chance(0.25) ? killWhileClosing(stage) : killAtRandom(stage)));
    } else {
      if (queue.length === 0) queue = random.shuffled(options.points ?? POINT_NAMES);
      const point = queue.shift() as CrashPoint;
      const kill = await killAtPoint(stage, point);
      if (kill.at !== point) queue.push(point);
      kills.push(kill);
    }
    log(JSON.stringify(kills.at(-1)));
  }
  return kills;
}

async function killAtPoint(stage: Stage, point: CrashPoint): Promise<Kill> {
  const { random } = stage;
  const survived = random.below(CRASH_POINTS[point].most + 1);
  const begun = performance.now();
  const conductor = start(stage, { point, survived, delayMs: delayAt(point, random) });
  const timer = conductor.ready.then((isReady) => (isReady ? setTimeout(conductor.kill, LONGEST_LIFE_MS) : undefined));
  const kill = await death(conductor, begun, stage);
  clearTimeout(await timer);
  // One that did not come to its point in time was killed at a moment as good as random.
  return kill.note === undefined
    ? { at: 'random', ...kill, note: `${point} was not reached` }
    : { at: point, survived, ...kill };
}

/** Points that last: how long after their beginning. */
function delayAt(point: CrashPoint, random: Random): number {
  if (point === 'committing') return random.next() * 0.3;
  if (point === 'checkpoint') return random.next() * 2;
  if (point === 'publishing' || point === 'dispatched') return random.next() * 20;
  return point === 'recovery' ? random.next() * 60 : 0;
}

async function killAtRandom(stage: Stage): Promise<Kill> {
  const { random } = stage;
  const begun = performance.now();
  const conductor = start(stage);
  const timer = setTimeout(conductor.kill, random.next() * 2_500);
  const kill = await death(conductor, begun, stage);
  clearTimeout(timer);
  return { at: 'random', ...kill };
}

/** Asks it to end, and does not wait for it. */
async function killWhileClosing(stage: Stage): Promise<Kill> {
  const { random } = stage;
  const begun = performance.now();
  const conductor = start(stage);
  const closeAfterMs = random.next() * 1_000;
  const killAfterMs = closeAfterMs + random.next() * 60;
  const timers = conductor.ready.then(() => [
    setTimeout(conductor.terminate, closeAfterMs),
    setTimeout(conductor.kill, killAfterMs),
  ]);
  const kill = await death(conductor, begun, stage, true);
  for (const timer of await timers) clearTimeout(timer);
  return { at: 'closing', ...kill };
}

async function death(conductor: DyingConductor, begun: number, { violations }: Stage, mayEnd = false) {
  const { signal, code, note, errors } = await conductor.ended;
  if (signal !== 'SIGKILL' && !(mayEnd && code === 0))
    violations.add('a conductor ended by itself', String(code ?? signal), errors);
  else if (errors !== '') violations.add('a conductor complained', '', errors);
  return { afterMs: Math.round(performance.now() - begun), ...(note === undefined ? {} : { note }) };
}

/** The index lags a moment: it has to show no open flow for a while. */
async function allEnded(api: ApiClient): Promise<void> {
  for (let quiet = 0; quiet < QUIET_LOOKS; quiet++) {
    const { body } = await api.get('/v1/flows?status=RUNNING,PAUSED&limit=1');
    if ((body as { items?: unknown[] }).items?.length !== 0) quiet = -1;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function checkApi(api: ApiClient, { started }: Sent, { add }: Violations): Promise<void> {
  for (const [flowId, { blueprint, input }] of started) {
    const { body } = await api.get(`/v1/flows/${flowId}`);
    const flow = body as { blueprint?: string; name?: string; endedAt?: string; eventCount?: number };
    if (flow.blueprint !== blueprint || flow.name !== input.id) add('the API does not show a flow', flowId, body);
    if (flow.endedAt === undefined) add('the API shows a flow as open', flowId, body);
    const history = (await api.get(`/v1/flows/${flowId}/history?limit=1000`)).body as { items?: { id: number }[] };
    const isWhole = history.items?.every(({ id }, at) => id === at + 1) && history.items.length === flow.eventCount;
    if (!isWhole) add('the API does not show a whole history', flowId, history);
  }
}

async function endCleanly(conductor: DyingConductor, { add }: Violations): Promise<void> {
  conductor.terminate();
  const timer = setTimeout(conductor.kill, LONGEST_CLOSE_MS);
  const { code, signal, errors } = await conductor.ended;
  clearTimeout(timer);
  if (code !== 0 || errors !== '') add('the last conductor did not end cleanly', String(code ?? signal), errors);
}

async function within(milliseconds: number, work: Promise<void>, tooLate: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), milliseconds)));
  if ((await Promise.race([work, end])) === 'late') tooLate();
  clearTimeout(timer);
}

/** Below those that outgoing connections take: the port is free again whenever a conductor has died. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}

function sorted(tasks: Record<string, TaskCalls>): Record<string, TaskCalls> {
  return Object.fromEntries(Object.entries(tasks).sort(([one], [other]) => (one < other ? -1 : 1)));
}
