import type { Json } from '../asl/json.ts';
import { beginVisit, type Draft, type Mutable, type OpenVisit, openVisit, recordAfter } from './draft.ts';
import type { ChildrenPhase, Visit } from './flow.ts';
import type { RetryFlow } from './inputs.ts';
import { beginOperation } from './operations.ts';
import { stateOf } from './scope.ts';
import { resumeLater, startIterations } from './states/iterations.ts';
import { startBranch } from './states/parallel.ts';
import { setFlowTimer } from './timers.ts';
import type { Work } from './work.ts';

/**
 * Begins the next run of a flow that ended without success: from its failed states with their input ('Failure'), from a
 * top-level state, or from its start. Branches that have finished are not run again; entry numbers go on.
 */
export function* retryFlow(draft: Draft, verb: RetryFlow): Work<boolean> {
  const { flow, facts, program } = draft;
  if (flow.status === 'SUCCEEDED' || !beginOperation(draft, verb)) return false;
  if (flow.endedAt === undefined) return true;
  const unfinished = flow.unfinished ?? {};
  const from = verb.from ?? 'Failure';
  if (!isPlace(from) && !program.root.states.has(from)) return false;
  flow.run++;
  flow.startedAt ??= facts.now;
  flow.redrivenAt = facts.now;
  flow.status = 'RUNNING';
  delete flow.endedAt;
  delete flow.error;
  delete flow.unfinished;
  const redriven = recordAfter(draft, flow.eventCount, 'ExecutionRedriven', { redriveCount: flow.run - 1, from });
  setFlowTimer(draft);
  const stood = topLevel(unfinished).at(-1);
  if (stood !== undefined && (from === 'Failure' || from === stood.state)) {
    const kept = from === 'Failure' ? unfinished : besides(unfinished, stood);
    for (const visit of Object.values(kept)) flow.visits[visit.entry] = { ...visit };
    yield* continueUnfinished(draft, kept, verb.input, redriven);
  } else {
    beginAt(draft, isPlace(from) ? program.root.startAt : from, verb.input, unfinished, redriven);
  }
  return true;
}

function isPlace(from: string): boolean {
  return from === 'Failure' || from === 'Start';
}

/** A named state begins with the given input, else with the one that it failed with, else with the flow's. */
function beginAt(
  draft: Draft,
  state: string,
  input: Json | undefined,
  unfinished: Readonly<Record<string, Visit>>,
  lastEvent: number,
): void {
  const before = Object.values(unfinished).find((visit) => visit.parent === undefined && visit.state === state);
  const isStart = state === draft.program.root.startAt;
  beginVisit(draft, {
    state,
    parent: undefined,
    index: 0,
    input: input ?? (isStart ? draft.flow.input : (before?.input ?? draft.flow.input)),
    variables: isStart ? {} : rootVariables(unfinished),
    lastEvent,
    silent: undefined,
  });
}

/** The state where the flow stood, to be entered anew, and the forks that it may collect. */
function besides(unfinished: Readonly<Record<string, Visit>>, stood: Visit): Record<string, Visit> {
  const kept: Record<string, Visit> = { [stood.entry]: { ...stood, phase: { type: 'failed' } } };
  for (const visit of Object.values(unfinished)) {
    const root = rootOf(unfinished, visit);
    if (root.entry !== stood.entry && root.phase.type === 'children') kept[visit.entry] = visit;
  }
  return kept;
}

function rootOf(visits: Readonly<Record<string, Visit>>, visit: Visit): Visit {
  const parent = visit.parent === undefined ? undefined : visits[visit.parent];
  return parent === undefined ? visit : rootOf(visits, parent);
}

/** Where the flow stood; its forks come before. */
function topLevel(unfinished: Readonly<Record<string, Visit>>): Visit[] {
  const visits = Object.values(unfinished).filter((visit) => visit.parent === undefined);
  return visits.filter(({ phase }) => phase.type !== 'children' || !phase.detached);
}

function rootVariables(unfinished: Readonly<Record<string, Visit>>): Visit['variables'] {
  return topLevel(unfinished).at(-1)?.variables ?? {};
}

/** States that were broken off are entered again; Parallels and Maps keep what has ended and run the rest. */
function* continueUnfinished(
  draft: Draft,
  unfinished: Readonly<Record<string, Visit>>,
  input: Json | undefined,
  lastEvent: number,
): Work<void> {
  for (const { entry, phase } of Object.values(unfinished)) {
    const visit = openVisit(draft, entry) as OpenVisit;
    delete visit.retries;
    if (phase.type === 'children')
      yield* restartFailed(draft, visit, phase, recordRedriven(draft, visit, phase, lastEvent));
    else enterAgain(draft, visit, phase.type === 'failed' ? (input ?? visit.input) : visit.input, lastEvent);
  }
}

function enterAgain(draft: Draft, visit: OpenVisit, input: Json, lastEvent: number): void {
  delete draft.flow.visits[visit.entry];
  beginVisit(draft, {
    state: visit.state,
    parent: visit.parent,
    index: visit.index,
    input,
    variables: visit.variables,
    lastEvent,
    silent: visit.silent,
    execution: visit.execution,
  });
}

/** A map run goes on as the same one. Returns the event that its iterations follow. */
function recordRedriven(draft: Draft, visit: OpenVisit, { run }: ChildrenPhase, lastEvent: number): number {
  if (run === undefined || visit.silent) return lastEvent;
  const details = { mapRunArn: run.arn, redriveCount: draft.flow.run - 1 };
  visit.lastEvent = recordAfter(draft, lastEvent, 'MapRunRedriven', details);
  return visit.lastEvent;
}

/** The branches of a fork, or the tolerated iterations of a Map, that failed or were cancelled run again. */
function* restartFailed(draft: Draft, visit: OpenVisit, phase: ChildrenPhase, lastEvent: number): Work<void> {
  const failed = [...phase.outcomes.entries()]
    .filter(([, outcome]) => outcome !== null && !('output' in outcome))
    .map(([index]) => index);
  if (failed.length === 0) {
    if (phase.resumesAfter !== undefined) resumeLater(draft, visit, phase, lastEvent);
    return;
  }
  const again: Mutable<ChildrenPhase> = {
    ...phase,
    outcomes: phase.outcomes.slice(),
    ended: phase.ended - failed.length,
    failed: 0,
  };
  delete again.firstFailed;
  delete again.firstFailedAt;
  again.outcomes = phase.outcomes.map((outcome) => (outcome !== null && 'output' in outcome ? outcome : null));
  visit.phase = again;
  visit.lastEvent = lastEvent;
  const state = stateOf(draft, visit);
  if (state.type === 'Parallel') for (const index of failed) startBranch(draft, visit, state, index);
  if (state.type !== 'Map') return;
  visit.phase = { ...again, again: [...failed, ...(phase.again ?? [])] };
  yield* startIterations(draft, visit, state, lastEvent);
}
