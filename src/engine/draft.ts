import type { Json, JsonObject } from '../asl/json.ts';
import type { Program } from '../asl/program.ts';
import type { Decision, Facts } from './decision.ts';
import type { Effect } from './effects.ts';
import type { HistoryEvent, HistoryEventType } from './events.ts';
import type { ChildrenPhase, Flow, Outcome, Phase, Visit } from './flow.ts';
import type { ChildExecution } from './map-run.ts';
import { createRandom } from './random.ts';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** A visit that this decision owns and may change in place. */
export type OpenVisit = Mutable<Visit>;

/** A decision in the making: a private copy of the flow, changed in place, and what was recorded and wished for so far. */
export interface Draft {
  readonly program: Program;
  readonly facts: Facts;
  readonly flow: Omit<Mutable<Flow>, 'visits'> & { visits: Record<string, Visit> };
  readonly events: HistoryEvent[];
  readonly effects: Effect[];
  /** Entries to be entered, in order. */
  readonly queue: number[];
  /** Branches and iterations that ended and whose Parallel, Map or Join has not heard of it yet; heard before anything is entered. */
  readonly ended: EndedChild[];
  /** The flow as it was given: a visit that differs from its own is this decision's copy. */
  readonly given: Flow;
  /** Lists of outcomes that this decision made and nothing else refers to: it may change them in place. */
  ownOutcomes?: Set<ChildrenPhase['outcomes']>;
  readonly random: () => number;
  /** Steps that expressions took in this decision. */
  work: number;
  readonly spend: (work: number) => void;
}

/** `child` is closed already. */
export interface EndedChild {
  readonly parent: number;
  readonly child: Visit;
  readonly outcome: Outcome;
}

export function createDraft(program: Program, flow: Flow, facts: Facts): Draft {
  const draft: Draft = {
    program,
    facts,
    given: flow,
    flow: { ...flow, visits: { ...flow.visits } },
    events: [],
    effects: [],
    queue: [],
    ended: [],
    random: createRandom(facts.seed),
    work: 0,
    spend: (work) => {
      draft.work += work;
    },
  };
  return draft;
}

export function finishDraft(draft: Draft): Decision {
  if (draft.flow.unfinished !== undefined && draft.flow.endedAt === undefined) delete draft.flow.unfinished;
  return { applied: true, flow: draft.flow, events: draft.events, effects: draft.effects };
}

/** The visit, copied on its first use in this decision; undefined where the entry is not open. */
export function openVisit(draft: Draft, entry: number): OpenVisit | undefined {
  const visit = draft.flow.visits[entry];
  if (visit === undefined || visit !== draft.given.visits[entry]) return visit as OpenVisit | undefined;
  const copy = { ...visit };
  draft.flow.visits[entry] = copy;
  return copy;
}

/** Where a new visit begins: the state, its scope, and what the scope carries along. */
export interface VisitStart {
  readonly state: string;
  readonly parent: number | undefined;
  readonly index: number;
  readonly input: Json;
  readonly variables: JsonObject;
  readonly lastEvent: number;
  /** What `Visit.silent` was in the scope's previous state, 0 in its first. */
  readonly silent: number | undefined;
  readonly execution?: ChildExecution | undefined;
}

/** Opens a visit with the next entry number and queues it for entering. */
export function beginVisit(draft: Draft, start: VisitStart): void {
  const entry = ++draft.flow.entryCount;
  const visit: OpenVisit = {
    entry,
    state: start.state,
    index: start.index,
    input: start.input,
    variables: start.variables,
    lastEvent: start.lastEvent,
    enteredEvent: 0,
    enteredAt: draft.facts.now,
    attempt: 0,
    phase: READY,
  };
  if (start.parent !== undefined) visit.parent = start.parent;
  if (start.silent !== undefined) visit.silent = start.silent + 1;
  if (start.execution !== undefined) visit.execution = start.execution;
  draft.flow.visits[entry] = visit;
  draft.queue.push(entry);
}

const READY: Phase = { type: 'ready' };

export function closeVisit(draft: Draft, visit: Visit): void {
  delete draft.flow.visits[visit.entry];
}

export type EventDetails = { readonly [field: string]: Json };

/** Records an event in the scope of the visit, chained to the scope's last one. Returns its id. */
export function record(
  draft: Draft,
  visit: OpenVisit,
  type: HistoryEventType,
  details?: EventDetails,
  state?: string,
): number {
  if (visit.silent) return visit.lastEvent;
  visit.lastEvent = recordAfter(draft, visit.lastEvent, type, details, state);
  return visit.lastEvent;
}

/** Records an event that follows the given one. Returns its id. */
export function recordAfter(
  draft: Draft,
  previousEventId: number,
  type: HistoryEventType,
  details?: EventDetails,
  state?: string,
): number {
  const id = ++draft.flow.eventCount;
  const event: Mutable<HistoryEvent> = { id, previousEventId, type, time: draft.facts.now };
  if (state !== undefined) event.state = state;
  if (details !== undefined) event.details = details;
  draft.events.push(event);
  return id;
}
