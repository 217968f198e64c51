import type { CompiledMap } from '../../asl/program.ts';
import type { AslError } from '../../asl/result.ts';
import { isWorkedOff } from '../budget.ts';
import { inState } from '../data-flow.ts';
import { beginVisit, type Draft, type OpenVisit, record, recordAfter } from '../draft.ts';
import { failEvaluation } from '../failure.ts';
import type { ChildrenPhase, Outcome, Visit } from '../flow.ts';
import { isTolerated } from '../tolerance.ts';
import type { Work } from '../work.ts';
import { stopChildren } from './children.ts';
import { selectedItem } from './map-items.ts';
import { exceedThreshold, finishMap, recordRunFailed } from './map-results.ts';

/**
 * Starts iterations up to the window, those that are run again first; false where an ItemSelector failed the Map. Where selectors use
 * up the decision, the next one goes on.
 */
export function* startIterations(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  previousEventId: number,
): Work<boolean> {
  const { resumesAfter, ...begun } = visit.phase as ChildrenPhase;
  if (resumesAfter !== undefined) visit.phase = begun;
  for (;;) {
    const phase = visit.phase as ChildrenPhase;
    const again = phase.again?.[0];
    const running = phase.startedCount - phase.ended - (phase.again?.length ?? 0);
    if (running >= phase.maxConcurrency) return true;
    if (again === undefined && phase.startedCount >= phase.outcomes.length) return true;
    if (isWorkedOff(draft)) return resumeLater(draft, visit, phase, previousEventId);
    if (again !== undefined) visit.phase = { ...phase, again: phase.again?.slice(1) ?? [] };
    else visit.phase = { ...phase, startedCount: phase.startedCount + 1 };
    if (!(yield* startIteration(draft, visit, state, again ?? phase.startedCount, previousEventId))) return false;
  }
}

/** The next decision goes on with the Map. */
export function resumeLater(draft: Draft, visit: OpenVisit, phase: ChildrenPhase, resumesAfter: number): true {
  visit.phase = { ...phase, resumesAfter };
  draft.queue.push(visit.entry);
  return true;
}

function* startIteration(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  index: number,
  previousEventId: number,
): Work<boolean> {
  const phase = visit.phase as ChildrenPhase;
  const silent = visit.silent || state.distributed ? 0 : undefined;
  const lastEvent =
    silent !== undefined
      ? previousEventId
      : recordAfter(draft, previousEventId, 'MapIterationStarted', { index }, visit.state);
  const input = yield* selectedItem(draft, visit, state, phase, index);
  if (!input.ok) return yield* failIteration(draft, visit, index, lastEvent, input.error);
  beginVisit(draft, {
    state: state.processor.startAt,
    parent: visit.entry,
    index,
    input: input.value,
    variables: {},
    lastEvent,
    silent,
    execution: phase.run && { input: input.value, startedAt: draft.facts.now },
  });
  return true;
}

/** A fork's failures surface at its Join: there the iteration has failed. Otherwise the Map has. */
function* failIteration(
  draft: Draft,
  visit: OpenVisit,
  index: number,
  lastEvent: number,
  error: AslError,
): Work<boolean> {
  const phase = visit.phase as ChildrenPhase;
  if (phase.detached) {
    const child: Visit = { ...visit, index, parent: visit.entry, lastEvent };
    draft.ended.push({ parent: visit.entry, child, outcome: { error: inState(visit, error) } });
    return true;
  }
  stopChildren(draft, visit);
  yield* failSelection(draft, visit, error);
  return false;
}

/** ItemSelector failed: with the state, or with the map run that it belongs to. */
export function* failSelection(draft: Draft, visit: OpenVisit, error: AslError): Work<void> {
  const isRun = visit.phase.type !== 'children' || visit.phase.run !== undefined;
  const closing = () => {
    recordRunFailed(draft, visit, inState(visit, error));
    record(draft, visit, 'MapStateFailed');
  };
  yield* failEvaluation(draft, visit, error, undefined, isRun ? closing : undefined);
}

export function* iterationEnded(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  iteration: Visit,
  outcome: Outcome,
): Work<void> {
  const phase = visit.phase as ChildrenPhase;
  const last = iteration.lastEvent;
  const isSilent = visit.silent || state.distributed;
  const details = { index: iteration.index };
  if (!('error' in outcome)) {
    const succeeded = isSilent ? last : recordAfter(draft, last, 'MapIterationSucceeded', details, visit.state);
    if (phase.ended < phase.outcomes.length) yield* startIterations(draft, visit, state, last);
    else if (!phase.detached) yield* finishMap(draft, visit, state, succeeded);
    return;
  }
  if (!isSilent) recordAfter(draft, last, 'MapIterationFailed', details, visit.state);
  const isOver = phase.detached === undefined && !isTolerated(phase);
  if (isOver) yield* exceedThreshold(draft, visit, state, iteration);
  else if (phase.ended < phase.outcomes.length) yield* startIterations(draft, visit, state, last);
  else if (!phase.detached) yield* finishMap(draft, visit, state, last);
}
