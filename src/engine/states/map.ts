import type { Environment } from '../../asl/environment.ts';
import { isObject, type Json } from '../../asl/json.ts';
import { unexpectedResultType } from '../../asl/jsonata/causes.ts';
import type { CompiledMap, Field } from '../../asl/program.ts';
import { type AslError, failed, ok, type Result } from '../../asl/result.ts';
import { arn } from '../context-object.ts';
import { checkSize, evaluate, evaluateOr, inState, resultOutcome, selectInput } from '../data-flow.ts';
import { beginVisit, type Draft, type OpenVisit, record, recordAfter } from '../draft.ts';
import { failEvaluation, failState } from '../failure.ts';
import type { ChildrenPhase, Outcome, Visit } from '../flow.ts';
import { integerOf, numberIn, unexpectedValue } from '../numbers.ts';
import { environment } from '../scope.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';
import { childrenPhase, firstError, outputsOf, stopChildren } from './children.ts';
import { goOnDetached, refuseOpenFork } from './fork.ts';

/** AWS runs at most this many iterations of an inline Map at once. */
const INLINE_CONCURRENCY = 40;
/** Each is a part of the flow's state, which every decision copies. */
const DISTRIBUTED_CONCURRENCY = 1000;

/** Specification: "Map State". */
export function* enterMap(draft: Draft, visit: OpenVisit, state: CompiledMap): Work<void> {
  const before = visit.lastEvent;
  record(draft, visit, 'MapStateEntered', { input: visit.input }, visit.state);
  if (state.unsupported.length > 0) return yield* refuseUnsupported(draft, visit, state);
  if (state.detached && (yield* refuseOpenFork(draft, visit))) return;
  yield* startMap(draft, visit, state, before);
}

function* refuseUnsupported(draft: Draft, visit: OpenVisit, state: CompiledMap): Work<void> {
  const cause = `The field ${state.unsupported.map((field) => `'${field}'`).join(', ')} of a Map state is not supported yet.`;
  yield* failEvaluation(draft, visit, { error: 'States.Runtime', cause });
}

/**
 * Selects the items and starts the first window of iterations: on entering, and again for each retry. Where JSONata gives no
 * items, AWS chains the failure to the event before the state was entered.
 */
export function* startMap(draft: Draft, visit: OpenVisit, state: CompiledMap, before = visit.lastEvent): Work<void> {
  visit.attempt++;
  const input = yield* selectInput(draft, visit, state);
  if (!input.ok) return yield* failMap(draft, visit, input.error);
  const env = environment(draft, visit, input.value);
  const items = yield* selectItems(state, env);
  if (!items.ok) {
    if (items.error.error === 'States.QueryEvaluationError') visit.lastEvent = before;
    return yield* failMap(draft, visit, items.error);
  }
  const { length } = items.value;
  const window = yield* concurrencyOf(state, env, length);
  if (!window.ok) return yield* failMap(draft, visit, window.error);
  record(draft, visit, 'MapStateStarted', { length });
  const tolerated = yield* toleratedFailures(state, env, length);
  if (!tolerated.ok) return yield* failMap(draft, visit, tolerated.error);
  if (state.distributed) record(draft, visit, 'MapRunStarted', { mapRunArn: mapRunArn(draft, visit, state) });
  visit.phase = childrenPhase(length, {
    effectiveInput: input.value,
    items: items.value,
    maxConcurrency: window.value,
    toleratedFailures: tolerated.value,
    detached: state.detached ? 'open' : undefined,
  });
  const isStarted = yield* startIterations(draft, visit, state, visit.lastEvent);
  if (!isStarted) return;
  if (state.detached) goOnDetached(draft, visit, 'Map', state.next);
  else if (items.value.length === 0) yield* succeed(draft, visit, state, visit.lastEvent);
}

/** An expression failed: JSONata's failures are the Map's, JSONPath's are the flow's. */
function* failMap(draft: Draft, visit: OpenVisit, error: AslError): Work<void> {
  const isQuery = error.error === 'States.QueryEvaluationError';
  yield* failEvaluation(
    draft,
    visit,
    error,
    undefined,
    isQuery ? () => record(draft, visit, 'MapStateFailed') : undefined,
  );
}

function* selectItems(state: CompiledMap, env: Environment): Work<Result<readonly Json[]>> {
  const items = yield* evaluateOr(state.items, env, env.input);
  if (!items.ok) return items;
  if (Array.isArray(items.value)) return ok(items.value as readonly Json[]);
  if (state.language === 'JSONPath') {
    const type = items.value === null ? 'null' : typeof items.value;
    return failed('States.Runtime', `The value for the field 'ItemsPath' must be an array, but was ${type}.`);
  }
  if (isObject(items.value) && state.items !== undefined && state.distributed) {
    return ok(Object.entries(items.value).map(([Key, Value]) => ({ Key, Value })));
  }
  if (state.items?.kind === 'jsonata') return unexpectedResultType(state.items.source, 'Items', 'array', items.value);
  const cause = `Map state input must be an array but was: ${JSON.stringify(items.value)}`;
  return failed('States.QueryEvaluationError', cause);
}

function* concurrencyOf(state: CompiledMap, env: Environment, length: number): Work<Result<number>> {
  const concurrency = yield* integerOf(state.maxConcurrency, env, 'MaxConcurrency', 0);
  if (!concurrency.ok) return concurrency;
  const limit = state.distributed ? Math.min(length, DISTRIBUTED_CONCURRENCY) : INLINE_CONCURRENCY;
  return ok(concurrency.value === undefined || concurrency.value === 0 ? limit : Math.min(concurrency.value, limit));
}

function* toleratedFailures(state: CompiledMap, env: Environment, length: number): Work<Result<number>> {
  const count = yield* integerOf(state.toleratedFailureCount, env, 'ToleratedFailureCount', 0);
  if (!count.ok) return count;
  const percentage = yield* percentageOf(state.toleratedFailurePercentage, env);
  if (!percentage.ok) return percentage;
  return ok(Math.max(count.value ?? 0, Math.floor((percentage.value / 100) * length)));
}

function* percentageOf(field: Field | undefined, env: Environment): Work<Result<number>> {
  if (field === undefined) return ok(0);
  const name = 'ToleratedFailurePercentage';
  const result = yield* evaluate(field, env);
  if (!result.ok) return result;
  const percentage = numberIn(field, result.value);
  if (percentage === undefined) return unexpectedValue(field, name, 'float', result.value);
  if (percentage >= 0 && percentage <= 100) return ok(percentage);
  return failed('States.Runtime', `${name} must be between 0 and 100.`);
}

function mapRunArn({ facts, flow }: Draft, visit: Visit, { label }: CompiledMap): string {
  return `${arn(facts, 'mapRun', flow.blueprint)}/${label}:${flow.id}-${visit.entry}-${visit.attempt}`;
}

/** Starts iterations up to the window, those that are run again first; false where an ItemSelector failed the Map. */
export function* startIterations(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  previousEventId: number,
): Work<boolean> {
  for (;;) {
    const phase = visit.phase as ChildrenPhase;
    const again = phase.again?.[0];
    const running = phase.startedCount - phase.ended - (phase.again?.length ?? 0);
    if (running >= phase.maxConcurrency) return true;
    if (again !== undefined) visit.phase = { ...phase, again: phase.again?.slice(1) ?? [] };
    else if (phase.startedCount < phase.outcomes.length)
      visit.phase = { ...phase, startedCount: phase.startedCount + 1 };
    else return true;
    if (!(yield* startIteration(draft, visit, state, again ?? phase.startedCount, previousEventId))) return false;
  }
}

function* startIteration(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  index: number,
  previousEventId: number,
): Work<boolean> {
  const phase = visit.phase as ChildrenPhase;
  const value = phase.items?.[index] ?? null;
  const silent = visit.silent || state.distributed ? 0 : undefined;
  const lastEvent =
    silent !== undefined
      ? previousEventId
      : recordAfter(draft, previousEventId, 'MapIterationStarted', { index }, visit.state);
  let input = value;
  if (state.itemSelector !== undefined) {
    const env = environment(draft, visit, phase.effectiveInput, { item: { index, value } });
    const selected = yield* evaluate(state.itemSelector, env);
    const sized = selected.ok
      ? checkSize(draft, selected.value, `The state/task '${visit.state}' selected an item`)
      : selected;
    if (!sized.ok) return yield* failSelection(draft, visit, index, lastEvent, sized.error);
    input = sized.value;
  }
  beginVisit(draft, {
    state: state.processor.startAt,
    parent: visit.entry,
    index,
    input,
    variables: {},
    lastEvent,
    silent,
  });
  return true;
}

/** A fork's failures surface at its Join: there the iteration has failed. Otherwise the Map has. */
function* failSelection(
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
  yield* failEvaluation(draft, visit, error);
  return false;
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
    else if (!phase.detached) yield* succeed(draft, visit, state, succeeded);
    return;
  }
  if (!isSilent) recordAfter(draft, last, 'MapIterationFailed', details, visit.state);
  const isTolerated = phase.detached !== undefined || phase.failed <= phase.toleratedFailures;
  if (isTolerated && phase.ended < phase.outcomes.length) yield* startIterations(draft, visit, state, last);
  else if (!isTolerated) yield* fail(draft, visit, state, iteration);
  else if (!phase.detached) yield* succeed(draft, visit, state, last);
}

function* fail(draft: Draft, visit: OpenVisit, state: CompiledMap, iteration: Visit): Work<void> {
  const phase = visit.phase as ChildrenPhase;
  const error =
    phase.toleratedFailures > 0
      ? {
          error: 'States.ExceedToleratedFailureThreshold',
          cause: 'The specified tolerated failure threshold was exceeded',
        }
      : (firstError(phase) ?? { error: 'States.Runtime' });
  stopChildren(draft, visit, iteration);
  if (!state.distributed) visit.lastEvent = iteration.lastEvent;
  yield* failState(draft, visit, error, () => {
    if (state.distributed) record(draft, visit, 'MapRunFailed', { error: error.error, cause: error.cause ?? '' });
    record(draft, visit, 'MapStateFailed');
  });
}

function* succeed(draft: Draft, visit: OpenVisit, state: CompiledMap, last: number): Work<void> {
  const phase = visit.phase as ChildrenPhase;
  visit.lastEvent = last;
  if (state.distributed) record(draft, visit, 'MapRunSucceeded');
  const previous = visit.lastEvent;
  if (!visit.silent) recordAfter(draft, previous, 'MapStateSucceeded');
  const result = yield* resultOutcome(draft, visit, state, outputsOf(phase));
  if (!result.ok) return yield* failEvaluation(draft, visit, result.error);
  leave(draft, visit, 'Map', result.value, state.next, previous);
}
