import type { Environment } from '../../asl/environment.ts';
import type { Json } from '../../asl/json.ts';
import type { CompiledMap } from '../../asl/program.ts';
import { type AslError, ok } from '../../asl/result.ts';
import { beginRun } from '../child-executions.ts';
import { selectInput } from '../data-flow.ts';
import { dispatchJob } from '../dispatch.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation } from '../failure.ts';
import type { ChildrenPhase } from '../flow.ts';
import type { MapRun, MapSettings, Selecting } from '../map-run.ts';
import { integerOf } from '../numbers.ts';
import { environment, stateOf } from '../scope.ts';
import { setPhase } from '../timers.ts';
import { toleratedFailures } from '../tolerance.ts';
import type { Work } from '../work.ts';
import { childrenPhase } from './children.ts';
import { goOnDetached, refuseOpenFork } from './fork.ts';
import { failSelection, resumeLater, startIterations } from './iterations.ts';
import { batchesOf, type Items, selectedItems, selectItems } from './map-items.ts';
import { failRun, finishMap } from './map-results.ts';
import { destinationOf, negativeLimit, readingJob, settingsOf } from './map-settings.ts';
import { awaitMock } from './tested-map.ts';

/** AWS runs at most this many iterations of an inline Map at once. */
const INLINE_CONCURRENCY = 40;
/** Each is a part of the flow's state, which every decision copies. */
const DISTRIBUTED_CONCURRENCY = 1000;

/** Specification: "Map State". */
export function* enterMap(draft: Draft, visit: OpenVisit, state: CompiledMap): Work<void> {
  const before = visit.lastEvent;
  record(draft, visit, 'MapStateEntered', { input: visit.input }, visit.state);
  if (state.detached && (yield* refuseOpenFork(draft, visit))) return;
  yield* startMap(draft, visit, state, before);
}

/**
 * Evaluates the fields and begins the iterations, or has the items read first: on entering, and again for each retry. Where JSONata
 * gives no items, AWS chains the failure to the event before the state was entered.
 */
export function* startMap(draft: Draft, visit: OpenVisit, state: CompiledMap, before = visit.lastEvent): Work<void> {
  visit.attempt++;
  const input = yield* selectInput(draft, visit, state);
  if (!input.ok) return yield* failMap(draft, visit, input.error);
  const env = environment(draft, visit, input.value);
  // An ItemReader takes the place of ItemsPath and Items.
  const items = state.reader === undefined ? yield* selectItems(state, env) : ok({ items: [] });
  if (!items.ok) {
    if (items.error.error === 'States.QueryEvaluationError') visit.lastEvent = before;
    return yield* failMap(draft, visit, items.error);
  }
  if (state.reader === undefined) draft.facts.probe?.show({ afterItemsPath: items.value.items });
  const concurrency = yield* integerOf(state.maxConcurrency, env, 'MaxConcurrency', 0);
  if (!concurrency.ok) return yield* failMap(draft, visit, concurrency.error);
  record(draft, visit, 'MapStateStarted', { length: items.value.items.length });
  const settings = yield* settingsOf(state, env, concurrency.value ?? 0);
  if (!settings.ok) return yield* failMap(draft, visit, settings.error);
  draft.facts.probe?.show({ settings: settings.value });
  if (state.distributed) yield* startRun(draft, visit, state, env, settings.value, items.value);
  else yield* beginIterations(draft, visit, state, settings.value, items.value);
}

function* startRun(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  env: Environment,
  settings: MapSettings,
  items: Items,
): Work<void> {
  const destination = yield* destinationOf(state.writer, env);
  if (!destination.ok) return yield* failMap(draft, visit, destination.error);
  const reading = state.reader === undefined ? ok(undefined) : yield* readingJob(state.reader, env);
  if (!reading.ok) return yield* failMap(draft, visit, reading.error);
  const run = beginRun(draft, visit, state, destination.value);
  record(draft, visit, 'MapRunStarted', { mapRunArn: run.arn });
  const negative = negativeLimit(reading.value, settings);
  if (negative !== undefined) {
    const cause = `field ${negative} must be positive`;
    return yield* failRun(draft, visit, { error: 'States.ItemReaderFailed', cause });
  }
  if (reading.value === undefined) return yield* beginIterations(draft, visit, state, settings, items, run);
  setPhase(draft, visit, { type: 'reading', job: reading.value, run, settings });
  dispatchJob(draft, visit);
}

/** Starts the first window of iterations, one for each item or batch. */
export function* beginIterations(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  settings: MapSettings,
  read: Items,
  plainRun?: MapRun,
): Work<void> {
  const { items, sources, pairs } = read;
  const { effectiveInput, batch } = settings;
  const run = plainRun && { ...plainRun, ...(sources && { sources }), ...(pairs && { pairs }) };
  const single = { items, effectiveInput, ...(run && { run }) };
  if (draft.facts.probe !== undefined && !state.detached) return yield* awaitMock(draft, visit, state, single, batch);
  if (batch === undefined) return yield* iterate(draft, visit, state, settings, single, items);
  const selecting = { selected: [], settings };
  visit.phase = { ...childrenPhase(0, { ...single, maxConcurrency: 0, toleratedFailures: 0 }), selecting };
  yield* selectBatches(draft, visit, state, selecting);
}

/** Items are selected, in several decisions where expressions take long, and made into batches. */
function* selectBatches(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  { selected, settings }: Selecting,
): Work<void> {
  const phase = visit.phase as Required<ChildrenPhase>;
  const more = yield* selectedItems(draft, visit, state, phase, selected.length);
  if (!more.ok) return yield* failSelection(draft, visit, more.error);
  const all = [...selected, ...more.value];
  if (all.length < phase.items.length) {
    const selecting = { selected: all, settings };
    return void resumeLater(draft, visit, { ...phase, selecting }, visit.lastEvent);
  }
  const batches = batchesOf(all, settings.batch ?? {}, draft.facts.limits.payloadBytes);
  const { items, effectiveInput, run } = phase;
  yield* iterate(draft, visit, state, settings, { items, effectiveInput, run: { ...run, batched: true } }, batches);
}

/** Goes on with a Map whose expressions used up an earlier decision. */
export function* resumeMap(draft: Draft, visit: OpenVisit): Work<void> {
  const state = stateOf(draft, visit) as CompiledMap;
  const { selecting, resumesAfter = visit.lastEvent } = visit.phase as ChildrenPhase;
  if (selecting !== undefined) return yield* selectBatches(draft, visit, state, selecting);
  yield* startIterations(draft, visit, state, resumesAfter);
}

function* iterate(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  settings: MapSettings,
  { items, effectiveInput, run }: Selected,
  inputs: readonly Json[],
): Work<void> {
  const children = childrenPhase(inputs.length, {
    effectiveInput,
    items: inputs,
    maxConcurrency: windowOf(state, settings.maxConcurrency, inputs.length),
    toleratedFailures: toleratedFailures(items.length, settings.toleratedCount, settings.toleratedPercentage),
    detached: state.detached ? 'open' : undefined,
  });
  visit.phase = run === undefined ? children : { ...children, run };
  const isStarted = yield* startIterations(draft, visit, state, visit.lastEvent);
  if (!isStarted) return;
  if (state.detached) goOnDetached(draft, visit, 'Map', state.next);
  else if (inputs.length === 0) yield* finishMap(draft, visit, state, visit.lastEvent);
}

type Selected = Required<Pick<ChildrenPhase, 'items'>> & Pick<ChildrenPhase, 'effectiveInput' | 'run'>;

function windowOf({ distributed }: CompiledMap, maxConcurrency: number, length: number): number {
  const limit = distributed ? Math.min(length, DISTRIBUTED_CONCURRENCY) : INLINE_CONCURRENCY;
  return maxConcurrency === 0 ? limit : Math.min(maxConcurrency, limit);
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
