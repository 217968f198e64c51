import type { Json, JsonObject } from '../../../src/asl/json.ts';
import type { ApiClient } from './api-client.ts';
import { type CrashBlueprint, TRIGGER_TOPIC } from './blueprints.ts';
import type { Work } from './jobs.ts';
import type { Random } from './random.ts';
import type { Violations } from './violations.ts';

/** What was asked of the conductor and answered. */
export interface Sent {
  /** Flow id → what was started. */
  readonly started: Map<string, { readonly blueprint: string; readonly input: Work }>;
  /** Ids of the works that went to the trigger topic. */
  readonly triggers: Set<string>;
  /** Starts whose answer got lost and that were repeated. */
  repeatedStarts: number;
}

export interface TrafficParts {
  readonly api: ApiClient;
  readonly blueprints: readonly CrashBlueprint[];
  readonly random: Random;
  /** Begins every id; two runs on one machine do not meet. */
  readonly prefix: string;
  readonly flowsPerSecond: number;
  readonly violations: Violations;
}

const MOST_PENDING = 100;

/** Starts flows until `stop`, and does to each what its blueprint's handling says. */
export function startTraffic({ api, blueprints, random, prefix, flowsPerSecond, violations }: TrafficParts) {
  const sent: Sent = { started: new Map(), triggers: new Set(), repeatedStarts: 0 };
  const pending = new Set<Promise<void>>();
  const choices = blueprints.flatMap((blueprint) => Array.from({ length: blueprint.weight }, () => blueprint));
  let count = 0;

  async function startOne(blueprint: CrashBlueprint): Promise<void> {
    const work = blueprint.inputOf({ id: `${prefix}-${++count}`, n: random.below(8) });
    if (blueprint.handling === 'triggered') {
      await api.post(`/v1/topics/${TRIGGER_TOPIC}/records`, { records: [{ value: work }] });
      sent.triggers.add(work.id);
      return;
    }
    const flowId = await startNamed(blueprint, work);
    if (flowId === undefined) return;
    if (random.chance(0.1)) await startAgain(blueprint, work, flowId);
    await handle(blueprint, flowId);
  }

  async function startNamed({ name: blueprint }: CrashBlueprint, input: Work): Promise<string | undefined> {
    const answer = await api.post('/v1/flows', { blueprint, name: input.id, input });
    const { flowId, created } = answer.body as { flowId?: string; created?: boolean };
    if (answer.sent > 1) sent.repeatedStarts++;
    if (answer.status !== 202 || flowId === undefined) {
      violations.add('a start was refused', input.id, answer.body);
      return undefined;
    }
    if (!created && answer.sent === 1) violations.add('a first start was answered as a repeated one', flowId);
    sent.started.set(flowId, { blueprint, input });
    return flowId;
  }

  async function startAgain({ name: blueprint }: CrashBlueprint, input: Work, flowId: string): Promise<void> {
    const again = await api.post('/v1/flows', { blueprint, name: input.id, input });
    const same = again.body as { flowId?: string; created?: boolean };
    if (same.flowId !== flowId || same.created) violations.add('a named start is not idempotent', flowId, again.body);
    const other = await api.post('/v1/flows', { blueprint, name: input.id, input: { ...input, n: -1 } });
    if (other.status !== 409) violations.add('a name was taken twice', flowId, other.body);
  }

  async function handle({ handling }: CrashBlueprint, flowId: string): Promise<void> {
    if (handling === 'started' || handling === 'triggered') return;
    if (handling === 'paused') await verb(flowId, 'pause');
    for (;;) {
      const { status, endedAt } = await show(flowId);
      if (handling === 'retried' && status === 'FAILED') await verb(flowId, 'retry');
      else if (endedAt !== undefined) return;
      else if (status === 'PAUSED') await verb(flowId, 'resume');
      else if (handling === 'stopped') await verb(flowId, 'stop', { error: 'Crash.Stopped' });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function show(flowId: string): Promise<{ status?: string; endedAt?: string }> {
    return (await api.get(`/v1/flows/${flowId}`)).body as { status?: string; endedAt?: string };
  }

  async function verb(flowId: string, name: string, body: JsonObject = {}): Promise<Json> {
    const answer = await api.post(`/v1/flows/${flowId}/${name}`, body);
    // Too late for it is an answer too.
    if (answer.status !== 202 && answer.status !== 409) violations.add(`${name} was refused`, flowId, answer.body);
    return answer.body;
  }

  const timer = setInterval(() => {
    if (pending.size >= MOST_PENDING) return;
    const task = startOne(random.pick(choices)).finally(() => pending.delete(task));
    pending.add(task);
  }, 1_000 / flowsPerSecond);

  return {
    sent,
    pending: () => pending.size,
    stop: () => clearInterval(timer),
    /** Resolves when all that was begun is done with. */
    done: async () => {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
