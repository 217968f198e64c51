import type { Environment } from '../../asl/environment.ts';
import { isObject, type Json } from '../../asl/json.ts';
import type { CompiledMap, Field } from '../../asl/program.ts';
import { failed, ok, type Result } from '../../asl/result.ts';
import { evaluate, evaluateOr, resultOutcome, selectInput } from '../data-flow.ts';
import { beginVisit, type Draft, type OpenVisit, record, recordAfter } from '../draft.ts';
import { failEvaluation, failState } from '../failure.ts';
import type { ChildrenPhase, Outcome, Visit } from '../flow.ts';
import { environment } from '../scope.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';
import { childrenPhase, firstError, outputsOf, stopChildren } from './children.ts';
import { goOnDetached, refuseOpenFork } from './fork.ts';

/** AWS runs at most this many iterations of an inline Map at once. */
const INLINE_CONCURRENCY = 40;

/** Specification: "Map State". */
export function* enterMap(draft: Draft, visit: OpenVisit, state: CompiledMap): Work<void> {
  record(draft, visit, 'MapStateEntered', { input: visit.input }, visit.state);
  if (state.detached && (yield* refuseOpenFork(draft, visit))) return;
  yield* startMap(draft, visit, state);
}

/** Selects the items and starts the first window of iterations: on entering, and again for each retry. */
export function* startMap(draft: Draft, visit: OpenVisit, state: CompiledMap): Work<void> {
  const input = yield* selectInput(draft, visit, state);
  if (!input.ok) return yield* failEvaluation(draft, visit, input.error);
  const env = environment(draft, visit, input.value);
  const items = yield* selectItems(state, env);
  if (!items.ok) return yield* failEvaluation(draft, visit, items.error);
  const window = yield* windowOf(state, env, items.value.length);
  if (!window.ok) return yield* failEvaluation(draft, visit, window.error);

  record(draft, visit, 'MapStateStarted', { length: items.value.length });
  if (state.distributed)
    record(draft, visit, 'MapRunStarted', { mapRunArn: `${visit.state}:${visit.entry}.${visit.attempt}` });
  visit.phase = childrenPhase(items.value.length, {
    effectiveInput: input.value,
    items: items.value,
    ...window.value,
    detached: state.detached ? 'open' : undefined,
  });
  const isStarted = yield* startIterations(draft, visit, state, visit.lastEvent);
  if (!isStarted) return;
  if (state.detached) goOnDetached(draft, visit, 'Map', state.next);
  else if (items.value.length === 0) yield* succeed(draft, visit, state, visit.lastEvent);
}

function* selectItems(state: CompiledMap, env: Environment): Work<Result<readonly Json[]>> {
  const items = yield* evaluateOr(state.items, env, env.input);
  if (!items.ok) return items;
  if (Array.isArray(items.value)) return ok(items.value as readonly Json[]);
  if (isObject(items.value) && state.language === 'JSONata') {
    return ok(Object.entries(items.value).map(([Key, Value]) => ({ Key, Value })));
  }
  const type = items.value === null ? 'null' : typeof items.value;
  return failed('States.Runtime', `The value for the field 'ItemsPath' must be an array, but was ${type}.`);
}

function* windowOf(
  state: CompiledMap,
  env: Environment,
  length: number,
): Work<Result<{ maxConcurrency: number; toleratedFailures: number }>> {
  const concurrency = yield* countOf(state.maxConcurrency, env, 'MaxConcurrency');
  if (!concurrency.ok) return concurrency;
  const count = yield* countOf(state.toleratedFailureCount, env, 'ToleratedFailureCount');
  if (!count.ok) return count;
  const percentage = yield* countOf(state.toleratedFailurePercentage, env, 'ToleratedFailurePercentage');
  if (!percentage.ok) return percentage;
  const limit = state.distributed ? length : INLINE_CONCURRENCY;
  return ok({
    maxConcurrency: concurrency.value === 0 ? limit : Math.min(concurrency.value, limit),
    toleratedFailures: Math.max(count.value, Math.floor((percentage.value / 100) * length)),
  });
}

function* countOf(field: Field | undefined, env: Environment, name: string): Work<Result<number>> {
  const result = yield* evaluateOr(field, env, 0);
  if (!result.ok) return result;
  const number = typeof result.value === 'string' && result.value.trim() !== '' ? Number(result.value) : result.value;
  if (typeof number === 'number' && number >= 0 && Number.isFinite(number)) return ok(number);
  return failed(
    'States.Runtime',
    `The field '${name}' must be a number that is not negative, but was ${JSON.stringify(result.value)}.`,
  );
}

/** Starts iterations up to the window; false where an ItemSelector failed the Map. */
function* startIterations(draft: Draft, visit: OpenVisit, state: CompiledMap, previousEventId: number): Work<boolean> {
  for (;;) {
    const phase = visit.phase as ChildrenPhase;
    if (phase.startedCount >= phase.outcomes.length || phase.startedCount - phase.ended >= phase.maxConcurrency)
      return true;
    visit.phase = { ...phase, startedCount: phase.startedCount + 1 };
    if (!(yield* startIteration(draft, visit, state, phase.startedCount, previousEventId))) return false;
  }
}

/** Starts, or starts again, one iteration. */
export function* startIteration(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  index: number,
  previousEventId: number,
): Work<boolean> {
  const phase = visit.phase as ChildrenPhase;
  const value = phase.items?.[index] ?? null;
  const silent = visit.silent || state.distributed ? true : undefined;
  const lastEvent = silent
    ? previousEventId
    : recordAfter(draft, previousEventId, 'MapIterationStarted', { index }, visit.state);
  let input = value;
  if (state.itemSelector !== undefined) {
    const env = environment(draft, visit, phase.effectiveInput, { item: { index, value } });
    const selected = yield* evaluate(state.itemSelector, env);
    if (!selected.ok) {
      stopChildren(draft, visit);
      yield* failEvaluation(draft, visit, selected.error);
      return false;
    }
    input = selected.value;
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
  else if (!isTolerated) yield* fail(draft, visit, state, last);
  else if (!phase.detached) yield* succeed(draft, visit, state, last);
}

function* fail(draft: Draft, visit: OpenVisit, state: CompiledMap, last: number): Work<void> {
  const phase = visit.phase as ChildrenPhase;
  const error =
    phase.toleratedFailures > 0
      ? {
          error: 'States.ExceedToleratedFailureThreshold',
          cause: 'The specified tolerated failure threshold was exceeded',
        }
      : (firstError(phase) ?? { error: 'States.Runtime' });
  stopChildren(draft, visit);
  if (!state.distributed) visit.lastEvent = last;
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
