import type { Json } from '../asl/json.ts';
import type { Program } from '../asl/program.ts';
import type { AslError } from '../asl/result.ts';
import { decide } from '../engine/decide.ts';
import type { Account, Decision, Limits } from '../engine/decision.ts';
import type { DispatchJob, Effect, JobCall, SetTimer } from '../engine/effects.ts';
import type { HistoryEvent } from '../engine/events.ts';
import type { Flow } from '../engine/flow.ts';
import type { TokenRef } from '../engine/ids.ts';
import type { Input } from '../engine/inputs.ts';
import type { TraceEntry } from '../engine/trace.ts';
import { unreachable } from '../errors/unreachable.ts';

/** One job as a mock sees it. */
export interface VirtualJob extends TokenRef {
  readonly state: string;
  readonly job: JobCall;
  /** Indexes of the Map iterations around it, outermost first. */
  readonly iteration: readonly number[];
  /** Milliseconds since the epoch, virtual. */
  readonly now: number;
}

/** What becomes of a job; without a result none ever comes, and the flow's own time-outs decide. */
export interface VirtualAnswer {
  readonly result?: { readonly output: Json } | { readonly error: AslError };
  /** The service's own answer of a callback or `.sync` call, before the result. */
  readonly submitted?: Json;
  /** How long the result takes. Default 0. */
  readonly afterSeconds?: number;
}

export interface VirtualRun {
  readonly program: Program;
  /** As accepted. */
  readonly flow: Flow;
  readonly perform: (job: VirtualJob) => VirtualAnswer | Promise<VirtualAnswer>;
  readonly limits: Limits;
  readonly account?: Account;
  /** When the flow starts, milliseconds since the epoch. */
  readonly now: number;
  /** Most decisions; a flow that needs more is left as it then is. */
  readonly maxDecisions?: number;
  /** Asked after each decision, with its events; where the answer is no, the flow is left as it then is. */
  readonly goOn?: ((events: readonly HistoryEvent[]) => boolean | Promise<boolean>) | undefined;
  /** What somebody outside does to the flow when nothing is left but to wait; asked each time before the clock moves. */
  readonly whenWaiting?: (flow: Flow) => Input | undefined;
  /** Told what the flow does in its states, as it does it. */
  readonly trace?: ((entry: TraceEntry) => void) | undefined;
}

export interface VirtualOutcome {
  /** Without `endedAt` where nothing that is open will ever answer, or the decisions ran out. */
  readonly flow: Flow;
  readonly events: readonly HistoryEvent[];
  readonly decisions: number;
  /** The flow had more to do: the decisions ran out, or it was not to go on. */
  readonly isCut: boolean;
  /** Virtual time at the end, milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Runs a flow to its end on the real engine, without store, bus or waiting: where every scope waits, the clock jumps to what
 * comes next. The same mocks give the same events.
 */
export async function runVirtual(run: VirtualRun): Promise<VirtualOutcome> {
  const world = createWorld(run.now);
  const events: HistoryEvent[] = [];
  const maxDecisions = run.maxDecisions ?? 100_000;
  let flow = run.flow;
  let decisions = 0;
  let isCut = false;
  world.send({ type: 'StartFlow' });

  const next = () => world.sent() ?? run.whenWaiting?.(flow) ?? world.later();
  for (let input = next(); input !== undefined; input = next()) {
    isCut = decisions >= maxDecisions;
    if (isCut) break;
    const facts = {
      now: world.now(),
      seed: `${flow.id}:${decisions}`,
      limits: run.limits,
      token: tokenOf(flow),
      ...(run.account === undefined ? {} : { account: run.account }),
      ...(run.trace === undefined ? {} : { trace: run.trace }),
    };
    const pending = decide(run.program, flow, input, facts);
    const decision: Decision = pending instanceof Promise ? await pending : pending;
    decisions++;
    if (!decision.applied) continue;
    flow = decision.flow;
    for (const event of decision.events) events.push(event);
    for (const effect of decision.effects) await perform(effect, flow, run, world);
    if (flow.endedAt !== undefined) break;
    isCut = run.goOn !== undefined && !(await run.goOn(decision.events));
    if (isCut) break;
  }
  return { flow, events, decisions, isCut, now: world.now() };
}

function tokenOf(flow: Flow): (ref: TokenRef) => string {
  return ({ entry, attempt }) => `${flow.id}.${entry}.${attempt}`;
}

async function perform(effect: Effect, flow: Flow, run: VirtualRun, world: World): Promise<void> {
  switch (effect.type) {
    case 'DispatchJob':
      return performJob(effect, flow, run, world);
    case 'CancelJob':
      return world.cancelJob(effect);
    case 'SetTimer':
      return world.setTimer(effect);
    case 'CancelTimer':
      return world.cancelTimer(effect.id);
    case 'ContinueLater':
      return world.send({ type: 'ContinueFlow', sequence: effect.sequence });
    default:
      return unreachable(effect);
  }
}

async function performJob(effect: DispatchJob, flow: Flow, run: VirtualRun, world: World): Promise<void> {
  const { entry, attempt, state, job } = effect;
  const call: VirtualJob = { entry, attempt, state, job, iteration: iterationOf(flow, entry), now: world.now() };
  const { result, submitted, afterSeconds = 0 } = await run.perform(call);
  if (submitted !== undefined) world.send({ type: 'ReportJobStarted', entry, attempt, submitted });
  else if (result === undefined) world.send({ type: 'ReportJobStarted', entry, attempt });
  if (result === undefined) return;
  world.answerJob({ type: 'ReportJobResult', entry, attempt, result }, world.now() + afterSeconds * 1_000);
}

function iterationOf(flow: Flow, entry: number): number[] {
  const indexes: number[] = [];
  let visit = flow.visits[entry];
  while (visit?.parent !== undefined) {
    const parent = flow.visits[visit.parent];
    if (parent?.phase.type === 'children' && parent.phase.items !== undefined) indexes.unshift(visit.index);
    visit = parent;
  }
  return indexes;
}

/** What has been asked for and not yet happened. */
interface World {
  readonly now: () => number;
  readonly send: (input: Input) => void;
  readonly answerJob: (input: Input & TokenRef, dueTime: number) => void;
  readonly cancelJob: (ref: TokenRef) => void;
  readonly setTimer: (timer: SetTimer) => void;
  readonly cancelTimer: (id: string) => void;
  /** The next input that has been sent. */
  readonly sent: () => Input | undefined;
  /** The next one that is due; the clock moves to its time. */
  readonly later: () => Input | undefined;
}

interface Due {
  readonly dueTime: number;
  /** What was asked for first comes first. */
  readonly order: number;
  readonly input: Input;
}

function createWorld(start: number): World {
  const queue: Input[] = [];
  const due = new Map<string, Due>();
  let now = start;
  let head = 0;
  let order = 0;

  const later = (id: string, dueTime: number, input: Input) => {
    due.delete(id);
    due.set(id, { dueTime, order: order++, input });
  };

  function earliest(): [string, Due] | undefined {
    let best: [string, Due] | undefined;
    for (const entry of due) {
      const isEarlier = best === undefined || entry[1].dueTime < best[1].dueTime;
      const isSame = best !== undefined && entry[1].dueTime === best[1].dueTime && entry[1].order < best[1].order;
      if (isEarlier || isSame) best = entry;
    }
    return best;
  }

  return {
    now: () => now,
    send: (input) => {
      queue.push(input);
    },
    answerJob: (input, dueTime) => {
      if (dueTime <= now) queue.push(input);
      else later(`answer:${input.entry}.${input.attempt}`, dueTime, input);
    },
    cancelJob: ({ entry, attempt }) => {
      due.delete(`answer:${entry}.${attempt}`);
    },
    setTimer: ({ id, dueTime, kind, entry, attempt }) =>
      later(id, dueTime, { type: 'FireTimer', kind, entry, attempt }),
    cancelTimer: (id) => {
      due.delete(id);
    },
    sent: () => {
      const input = queue[head];
      if (input !== undefined && ++head === queue.length) {
        queue.length = 0;
        head = 0;
      }
      return input;
    },
    later: () => {
      const first = earliest();
      if (first === undefined) return undefined;
      const [id, { dueTime, input: fired }] = first;
      due.delete(id);
      now = Math.max(now, dueTime);
      return fired;
    },
  };
}
