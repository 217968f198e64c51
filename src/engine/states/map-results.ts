import { textOf, transformed } from '../../asl/items/map-results.ts';
import type { Json } from '../../asl/json.ts';
import type { CompiledMap } from '../../asl/program.ts';
import type { AslError } from '../../asl/result.ts';
import { childrenOf } from '../cancel.ts';
import { withExecution } from '../child-executions.ts';
import { childResults } from '../child-results.ts';
import { resultOutcome } from '../data-flow.ts';
import { dispatchJob } from '../dispatch.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation, failState } from '../failure.ts';
import type { ChildrenPhase, Visit } from '../flow.ts';
import { setPhase } from '../timers.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';
import { firstError, outputsOf, stopChildren, withOutcome } from './children.ts';

/** Every iteration has ended: the results are written, or are the Map's result. */
export function* finishMap(draft: Draft, visit: OpenVisit, state: CompiledMap, last: number): Work<void> {
  const phase = visit.phase as ChildrenPhase;
  if (phase.run?.destination !== undefined) return writeResults(draft, visit, phase);
  yield* succeedMap(draft, visit, state, last, resultOf(phase));
}

function resultOf(phase: ChildrenPhase): Json {
  if (phase.run === undefined) return outputsOf(phase);
  const { transformation, outputType } = phase.run.writer ?? { transformation: 'COMPACT', outputType: 'JSON' };
  const results = transformed(childResults(phase, phase.run), transformation);
  return outputType === 'JSON' ? results : textOf(results, outputType);
}

/** The results go out by a job; the Map ends when it is answered, with the error where there is one. */
function writeResults(draft: Draft, visit: OpenVisit, children: ChildrenPhase, error?: AslError): void {
  const { run } = children;
  if (run?.destination === undefined) return;
  visit.attempt++;
  const { destination } = run;
  setPhase(draft, visit, { type: 'writing', children, run, destination, ...(error !== undefined && { error }) });
  dispatchJob(draft, visit);
}

export function* succeedMap(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  last: number,
  result: Json,
): Work<void> {
  // A map run's iterations leave no events: what it follows is the run's own start.
  if (!state.distributed) visit.lastEvent = last;
  const begun = visit.lastEvent;
  if (state.distributed) record(draft, visit, 'MapRunSucceeded');
  const succeeded = visit.lastEvent;
  // What follows chains past the Map's own success; only a failure of its own does not.
  record(draft, visit, 'MapStateSucceeded');
  const outcome = yield* resultOutcome(draft, visit, state, result);
  if (!outcome.ok) return yield* failEvaluation(draft, visit, outcome.error);
  leave(draft, visit, 'Map', outcome.value, state.next, exitAfter(state, visit, begun, succeeded));
}

/**
 * AWS chains the exit of a distributed Map to the run's success in every recording before November 2024, and to its start in every
 * one since. What came with that release, JSONata and variables, tells to which a blueprint belongs.
 */
function exitAfter({ distributed, language }: CompiledMap, visit: Visit, started: number, succeeded: number): number {
  const isRecent = language === 'JSONata' || Object.keys(visit.variables).length > 0;
  return distributed && isRecent ? started : succeeded;
}

export const EXCEEDED: AslError = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** More has failed than is tolerated. A distributed Map's results are written all the same. */
export function* exceedThreshold(draft: Draft, visit: OpenVisit, state: CompiledMap, failed: Visit): Work<void> {
  const phase = visit.phase as ChildrenPhase;
  if (state.distributed && phase.run?.destination !== undefined) {
    const stopped = stoppedChildren(draft, visit, phase);
    stopChildren(draft, visit, failed);
    return writeResults(draft, visit, stopped, EXCEEDED);
  }
  stopChildren(draft, visit, failed);
  if (state.distributed) return yield* failRun(draft, visit, EXCEEDED);
  visit.lastEvent = failed.lastEvent;
  const error = phase.toleratedFailures > 0 ? EXCEEDED : (firstError(phase) ?? { error: 'States.Runtime' });
  yield* failState(draft, visit, error, () => record(draft, visit, 'MapStateFailed'));
}

/** The phase in which whatever still runs is aborted, and what ended at the same moment has ended. */
function stoppedChildren(draft: Draft, visit: Visit, phase: ChildrenPhase): ChildrenPhase {
  const { now } = draft.facts;
  const { eventCount } = draft.flow;
  const own = new Set<ChildrenPhase['outcomes']>();
  let after = phase;
  for (const { parent, child, outcome } of draft.ended) {
    if (parent !== visit.entry) continue;
    after = withOutcome(after, child.index, withExecution(after, child, outcome, now), eventCount, own);
  }
  for (const child of childrenOf(draft, visit.entry)) {
    const aborted = withExecution(after, child, { cancelled: true }, now);
    after = withOutcome(after, child.index, aborted, eventCount, own);
  }
  return after;
}

/** The map run failed as a whole. */
export function* failRun(draft: Draft, visit: OpenVisit, error: AslError): Work<void> {
  recordRunFailed(draft, visit, error);
  yield* failState(draft, visit, error, () => record(draft, visit, 'MapStateFailed'));
}

export function recordRunFailed(draft: Draft, visit: OpenVisit, { error, cause }: AslError): void {
  record(draft, visit, 'MapRunFailed', { error, cause: cause ?? '' });
}
