import type { Decision, Facts } from '../../../src/engine/decision.ts';
import type { Effect, JobCall, SetTimer } from '../../../src/engine/effects.ts';
import type { HistoryEvent, HistoryEventType } from '../../../src/engine/events.ts';
import type { Flow, FlowStatus, Phase, Visit } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { FireTimer, Input, TimerKind } from '../../../src/engine/inputs.ts';

/** A state of the tiny language: just enough to need every effect of the protocol. */
export type TinyState =
  | { readonly type: 'job'; readonly maxAttempts: number; readonly timeout?: number }
  | { readonly type: 'wait'; readonly duration: number }
  /** Branches of `length` jobs each. */
  | { readonly type: 'fork'; readonly branches: number; readonly length: number }
  /** Goes back to the first state so many times. */
  | { readonly type: 'loop'; readonly times: number }
  /** Events without an outside world, more than one decision may record. */
  | { readonly type: 'burst'; readonly events: number };
export type TinyProgram = readonly TinyState[];

/** A flow under work; what is written here becomes the decision. */
interface Work {
  readonly flow: Flow;
  readonly facts: Facts;
  readonly program: TinyProgram;
  readonly visits: Record<string, Visit>;
  readonly events: HistoryEvent[];
  readonly effects: Effect[];
  entryCount: number;
  sequence: number;
  continuation: number | undefined;
  status: FlowStatus;
}

const CALL: JobCall = { processor: 'tiny', mode: 'Sync', input: null, delivery: 'AtLeastOnce' };
const BACKOFF = 10;

export function decideTiny(program: TinyProgram, flow: Flow, input: Input, facts: Facts): Decision {
  const unchanged: Decision = { applied: false, flow, events: [], effects: [] };
  const work = workOn(program, flow, facts);
  if (!answer(work, input)) return unchanged;
  return { applied: true, flow: resultOf(work), events: work.events, effects: work.effects };
}

/** What must be performed again where effects were lost. */
export function openTinyEffects(flow: Flow): Effect[] {
  const effects = Object.values(flow.visits).flatMap((visit) => effectsOf(visit));
  if (flow.continuation !== undefined) effects.push(continueLater(flow.continuation));
  return effects;
}

/** As it stands before its StartFlow. */
export function acceptedTinyFlow(id: string): Flow {
  return {
    id: id as FlowId,
    name: id,
    blueprint: 'tiny',
    version: 1,
    run: 1,
    status: 'RUNNING',
    input: null,
    acceptedAt: 0,
    entryCount: 0,
    eventCount: 0,
    visits: {},
    sequence: 0,
    operations: [],
  };
}

function answer(work: Work, input: Input): boolean {
  const { flow } = work;
  if (flow.endedAt !== undefined) return false;
  switch (input.type) {
    case 'StartFlow':
      return flow.startedAt === undefined && begin(work);
    case 'ReportJobResult':
      return report(work, input.entry, input.attempt, 'error' in input.result);
    case 'FireTimer':
      return expire(work, input);
    case 'ContinueFlow':
      return flow.continuation === input.sequence && goOn(work);
    case 'StopFlow':
      return stop(work);
    default:
      return false;
  }
}

function begin(work: Work): boolean {
  record(work, 'ExecutionStarted');
  enter(work, 0, undefined, 0, 0);
  return true;
}

/** `attempt` counts on in the visit; a loop's rounds stand in `index`. */
function enter(work: Work, state: number, parent: number | undefined, index: number, round: number): void {
  const definition = parent === undefined ? work.program[state] : ({ type: 'job', maxAttempts: 2 } as const);
  if (definition === undefined) {
    end(work, 'SUCCEEDED', 'ExecutionSucceeded');
    return;
  }
  const entry = ++work.entryCount;
  const visit = newVisit(entry, state, parent, index, round, work.facts.now);
  switch (definition.type) {
    case 'job':
      dispatch(work, visit, definition.timeout);
      break;
    case 'wait':
      open(work, { ...visit, phase: { type: 'wait', dueTime: work.facts.now + definition.duration } });
      record(work, 'WaitStateEntered', { entry });
      break;
    case 'fork':
      open(work, { ...visit, phase: children(definition.branches) });
      record(work, 'ParallelStateStarted', { entry });
      for (let branch = 0; branch < definition.branches; branch++) enter(work, 0, entry, branch, 1);
      break;
    case 'loop':
      record(work, 'ChoiceStateEntered', { entry });
      if (round < definition.times) enter(work, 0, undefined, 0, round + 1);
      else enter(work, state + 1, undefined, 0, round);
      break;
    case 'burst':
      burst(work, visit, definition.events);
      break;
  }
}

function burst(work: Work, visit: Visit, remaining: number): void {
  let left = remaining;
  while (left > 0 && work.events.length < work.facts.limits.eventsPerDecision) {
    record(work, 'PassStateEntered', { entry: visit.entry, left });
    left--;
  }
  if (left === 0) {
    leave(work, visit);
    return;
  }
  // `attempt` holds what is left.
  work.visits[visit.entry] = { ...visit, attempt: left, phase: { type: 'ready' } };
  work.continuation = ++work.sequence;
  work.effects.push(continueLater(work.sequence));
}

function goOn(work: Work): boolean {
  work.continuation = undefined;
  const visit = Object.values(work.visits).find(({ phase }) => phase.type === 'ready');
  if (visit) burst(work, visit, visit.attempt);
  return true;
}

function dispatch(work: Work, visit: Visit, timeout: number | undefined): void {
  const attempt = visit.attempt + 1;
  const timing = timeout === undefined ? {} : { timeoutAt: work.facts.now + timeout };
  record(work, 'TaskScheduled', { entry: visit.entry, attempt });
  open(work, { ...visit, attempt, phase: { type: 'job', job: CALL, ...timing } });
}

function report(work: Work, entry: number, attempt: number, isFailed: boolean): boolean {
  const visit = work.visits[entry];
  if (visit?.phase.type !== 'job' || visit.attempt !== attempt) return false;
  if (visit.phase.timeoutAt !== undefined) {
    work.effects.push({ type: 'CancelTimer', id: `timeout:${entry}.${attempt}` });
  }
  if (isFailed) fail(work, visit, 'TaskFailed');
  else {
    record(work, 'TaskSucceeded', { entry, attempt });
    leave(work, visit);
  }
  return true;
}

function fail(work: Work, visit: Visit, type: HistoryEventType): void {
  const { entry, attempt, state, parent } = visit;
  record(work, type, { entry, attempt });
  const definition = parent === undefined ? work.program[Number(state)] : undefined;
  const maxAttempts = definition?.type === 'job' ? definition.maxAttempts : 2;
  if (attempt < maxAttempts) open(work, { ...visit, phase: { type: 'backoff', dueTime: work.facts.now + BACKOFF } });
  else leave(work, visit);
}

function expire(work: Work, { kind, entry, attempt, dueTime }: FireTimer): boolean {
  const visit = work.visits[entry];
  if (visit?.attempt !== attempt || dueTime === undefined || dueTimeOf(visit, kind) !== dueTime) return false;
  if (kind === 'timeout') {
    work.effects.push({ type: 'CancelJob', id: `cancel:${entry}.${attempt}`, entry, attempt });
    fail(work, visit, 'TaskTimedOut');
  } else if (kind === 'backoff') dispatch(work, visit, undefined);
  else {
    record(work, 'WaitStateExited', { entry });
    leave(work, visit);
  }
  return true;
}

function dueTimeOf({ phase }: Visit, kind: TimerKind): number | undefined {
  if (phase.type === 'job') return kind === 'timeout' ? phase.timeoutAt : undefined;
  return (phase.type === 'wait' || phase.type === 'backoff') && phase.type === kind ? phase.dueTime : undefined;
}

function leave(work: Work, visit: Visit): void {
  const { entry, state, parent, index, enteredEvent: round } = visit;
  delete work.visits[entry];
  if (parent === undefined) {
    enter(work, Number(state) + 1, undefined, 0, round);
    return;
  }
  const fork = work.visits[parent];
  if (fork?.phase.type !== 'children') return;
  const definition = work.program[Number(fork.state)];
  if (definition?.type === 'fork' && round < definition.length) {
    enter(work, 0, parent, index, round + 1);
    return;
  }
  const ended = fork.phase.ended + 1;
  if (ended === fork.phase.outcomes.length) {
    record(work, 'ParallelStateSucceeded', { entry: parent });
    leave(work, fork);
  } else work.visits[parent] = { ...fork, phase: { ...fork.phase, ended } };
}

function stop(work: Work): boolean {
  for (const visit of Object.values(work.visits)) {
    const { entry, attempt } = visit;
    if (visit.phase.type === 'job')
      work.effects.push({ type: 'CancelJob', id: `cancel:${entry}.${attempt}`, entry, attempt });
  }
  end(work, 'ABORTED', 'ExecutionAborted');
  return true;
}

function end(work: Work, status: FlowStatus, type: HistoryEventType): void {
  record(work, type);
  for (const entry of Object.keys(work.visits)) delete work.visits[entry];
  work.continuation = undefined;
  work.status = status;
}

function open(work: Work, visit: Visit): void {
  work.visits[visit.entry] = visit;
  work.effects.push(...effectsOf(visit));
}

function effectsOf({ entry, attempt, state, phase }: Visit): Effect[] {
  const timer = (kind: TimerKind, dueTime: number): SetTimer => {
    return { type: 'SetTimer', id: `${kind}:${entry}.${attempt}`, kind, entry, attempt, dueTime };
  };
  if (phase.type === 'wait' || phase.type === 'backoff') return [timer(phase.type, phase.dueTime)];
  if (phase.type !== 'job') return [];
  const job: Effect = { type: 'DispatchJob', id: `job:${entry}.${attempt}`, entry, attempt, state, job: phase.job };
  return phase.timeoutAt === undefined ? [job] : [job, timer('timeout', phase.timeoutAt)];
}

function continueLater(sequence: number): Effect {
  return { type: 'ContinueLater', id: `continue:${sequence}`, sequence };
}

function record(work: Work, type: HistoryEventType, details: Record<string, number> = {}): void {
  const id = work.flow.eventCount + work.events.length + 1;
  work.events.push({ id, previousEventId: id - 1, type, time: work.facts.now, details });
}

function workOn(program: TinyProgram, flow: Flow, facts: Facts): Work {
  const { entryCount, sequence, continuation, status } = flow;
  const visits = { ...flow.visits };
  return { flow, facts, program, visits, events: [], effects: [], entryCount, sequence, continuation, status };
}

function resultOf({ flow, facts, visits, events, entryCount, sequence, continuation, status }: Work): Flow {
  const { continuation: _settled, ...rest } = flow;
  return {
    ...rest,
    visits,
    entryCount,
    sequence,
    status,
    eventCount: flow.eventCount + events.length,
    startedAt: flow.startedAt ?? facts.now,
    ...(continuation === undefined ? {} : { continuation }),
    ...(status === 'RUNNING' ? {} : { endedAt: facts.now }),
  };
}

function newVisit(
  entry: number,
  state: number,
  parent: number | undefined,
  index: number,
  round: number,
  now: number,
): Visit {
  return {
    entry,
    state: String(state),
    ...(parent === undefined ? {} : { parent }),
    index,
    input: null,
    variables: {},
    lastEvent: 0,
    enteredEvent: round,
    enteredAt: now,
    attempt: 0,
    phase: { type: 'ready' },
  };
}

function children(count: number): Phase {
  return {
    type: 'children',
    outcomes: Array.from({ length: count }, () => null),
    ended: 0,
    failed: 0,
    startedCount: count,
    maxConcurrency: 0,
    toleratedFailures: 0,
    effectiveInput: null,
  };
}
