import type { Json } from '../../../../src/asl/json.ts';
import type { Program } from '../../../../src/asl/program.ts';
import { acceptFlow } from '../../../../src/engine/accept-flow.ts';
import { decide } from '../../../../src/engine/decide.ts';
import type { Decision, Facts } from '../../../../src/engine/decision.ts';
import type { DispatchJob, Effect, SetTimer } from '../../../../src/engine/effects.ts';
import type { HistoryEvent } from '../../../../src/engine/events.ts';
import type { Flow } from '../../../../src/engine/flow.ts';
import type { FlowId } from '../../../../src/engine/ids.ts';
import type { Input } from '../../../../src/engine/inputs.ts';
import { createRandom } from '../../../../src/engine/random.ts';
import { FACTS, T0 } from './given.ts';
import { hashText } from './hash-text.ts';

/** One decision of a random run, with what was open before it. */
export interface Step {
  readonly before: Flow;
  readonly input: Input;
  readonly facts: Facts;
  readonly decision: Decision;
}

export interface Run {
  readonly flow: Flow;
  readonly events: readonly HistoryEvent[];
  /** Ids of jobs and timers that were asked for and neither answered nor cancelled. */
  readonly outstanding: ReadonlySet<string>;
  readonly steps: number;
}

export interface Play {
  readonly program: Program;
  readonly input: Json;
  /** Decides what comes next, and what jobs answer. */
  readonly seed: string;
  /** Chance that a job fails, 0 to 1. Without failures, a job's answer depends on its state and input alone. */
  readonly failureRate: number;
  readonly limits?: Facts['limits'];
  /** Sees every decision that was applied. */
  readonly observe?: (step: Step, outstanding: ReadonlySet<string>) => void;
  /** Inputs to try out of turn: verbs. */
  readonly interfere?: (flow: Flow, random: () => number) => Input | undefined;
  /** Interferes with a flow that has ended, too. */
  readonly persistent?: boolean;
}

const MAX_STEPS = 3_000;

/** Runs a flow with jobs answered and timers fired in random order, until nothing is outstanding. */
export function play({
  program,
  input,
  seed,
  failureRate,
  limits = FACTS.limits,
  observe,
  interfere,
  persistent,
}: Play): Run {
  const random = createRandom(seed);
  const open = new Map<string, DispatchJob | SetTimer | Extract<Effect, { type: 'ContinueLater' }>>();
  const events: HistoryEvent[] = [];
  let flow = acceptFlow({ id: 'random' as FlowId, name: 'random', blueprint: 'random', version: 1, input, now: T0 });
  let now = T0;
  let steps = 0;

  const apply = (given: Input): boolean => {
    const facts: Facts = { ...FACTS, now, seed: `${seed}:${steps++}`, limits };
    const decision = decide(program, flow, given, facts) as Decision;
    if (!decision.applied) return false;
    const before = flow;
    flow = decision.flow;
    events.push(...decision.events);
    for (const effect of decision.effects) perform(open, effect);
    observe?.({ before, input: given, facts, decision }, new Set(open.keys()));
    return true;
  };

  apply({ type: 'StartFlow' });
  while ((open.size > 0 || persistent) && steps < MAX_STEPS) {
    const verb = interfere?.(flow, random);
    if (verb !== undefined) apply(verb);
    if (open.size === 0 && verb === undefined) break;
    const ids = [...open.keys()];
    const id = ids[Math.floor(random() * ids.length)];
    const effect = id === undefined ? undefined : open.get(id);
    if (id === undefined || effect === undefined) break;
    open.delete(id);
    if (effect.type === 'SetTimer') now = Math.max(now, effect.dueTime);
    apply(answerTo(effect, random, failureRate));
  }
  return { flow, events, outstanding: new Set(open.keys()), steps };
}

function perform(open: Map<string, Effect>, effect: Effect): void {
  if (effect.type === 'CancelJob') open.delete(`job:${effect.entry}.${effect.attempt}`);
  else if (effect.type === 'CancelTimer') open.delete(effect.id);
  else open.set(effect.id, effect);
}

function answerTo(
  effect: DispatchJob | SetTimer | Extract<Effect, { type: 'ContinueLater' }>,
  random: () => number,
  failureRate: number,
): Input {
  if (effect.type === 'ContinueLater') return { type: 'ContinueFlow', sequence: effect.sequence };
  const { entry, attempt } = effect;
  if (effect.type === 'SetTimer') return { type: 'FireTimer', kind: effect.kind, entry, attempt };
  if (random() < failureRate) {
    const error = random() < 0.5 ? 'E1' : 'E2';
    return { type: 'ReportJobResult', entry, attempt, result: { error: { error, cause: 'by chance' } } };
  }
  if (effect.job.reader !== undefined) {
    const output = { items: [{ n: 4 }, { n: 5 }, { n: 6 }], sources: [] };
    return { type: 'ReportJobResult', entry, attempt, result: { output } };
  }
  const output = hashText(JSON.stringify([effect.state, effect.job.input]));
  return { type: 'ReportJobResult', entry, attempt, result: { output } };
}
