import type { Json, JsonObject } from '../asl/json.ts';
import type { CompiledCatcher, CompiledRetrier, CompiledState } from '../asl/program.ts';
import type { AslError, Result } from '../asl/result.ts';
import { evaluateOr, finalOutcome, inState, type Outcome, place, sized } from './data-flow.ts';
import { type Draft, type OpenVisit, record } from './draft.ts';
import { matchesError } from './error-names.ts';
import type { Visit } from './flow.ts';
import { catchersOf, isHandled, retriersOf } from './handled.ts';
import { findRetrier, retryDelay } from './retry.ts';
import { environment, stateOf } from './scope.ts';
import { setPhase } from './timers.ts';
import { failScope, forgetUnfinished, keepUnfinished, leave } from './transition.ts';
import type { Work } from './work.ts';

/**
 * A state failed: its retriers, then its catchers, then its scope. `closing` records the events that a failed Parallel or Map
 * shows only where it is not tried again. Specification: "Errors", "Retrying after error", "Fallback states".
 */
export function* failState(draft: Draft, visit: OpenVisit, error: AslError, closing?: () => void): Work<void> {
  // What a retry of the flow needs is kept before siblings and forks are cancelled for this error.
  if (!isHandled(draft, visit, error)) keepUnfinished(draft, visit);
  const state = stateOf(draft, visit);
  draft.facts.probe?.show({ error });
  if (retryLater(draft, visit, state, error)) return forgetUnfinished(draft);
  const before = visit.lastEvent;
  closing?.();
  const catcher = catchersOf(state).find(({ errors }) => matchesError(errors, error));
  if (catcher === undefined) return failScope(draft, visit, error);
  const caught = yield* catchOutcome(draft, visit, state, catcher, error);
  if (!caught.ok) return failCatch(draft, visit, caught.error, before, closing);
  forgetUnfinished(draft);
  draft.facts.trace?.({ type: 'caught', entry: visit.entry, catcher: catchersOf(state).indexOf(catcher) });
  leave(draft, visit, state.type as 'Task', caught.value, catcher.next);
}

/** The catcher's own expression failed: the state fails a second time, from where it stood, and no catcher sees it again. */
function failCatch(draft: Draft, visit: OpenVisit, plain: AslError, before: number, closing?: () => void): void {
  const error = inState(visit, plain);
  if (error.error === QUERY_FAILED) {
    visit.lastEvent = before;
    recordEvaluationFailed(draft, visit, error);
    closing?.();
  }
  failScope(draft, visit, error);
}

/** An expression of the state failed: the history shows JSONata's failures as an event of their own. */
export function* failEvaluation(
  draft: Draft,
  visit: OpenVisit,
  plain: AslError,
  location?: string,
  closing?: () => void,
): Work<void> {
  const error = inState(visit, plain);
  if (error.error === QUERY_FAILED) recordEvaluationFailed(draft, visit, error, location);
  yield* failState(draft, visit, error, closing);
}

const QUERY_FAILED = 'States.QueryEvaluationError';

/** Names the field where the failure is not of an expression, which names its own. */
function recordEvaluationFailed(
  draft: Draft,
  visit: OpenVisit,
  { error, cause = '' }: AslError,
  location?: string,
): void {
  const details: Record<string, Json> = { error, cause, state: visit.state };
  const field = location ?? /specified for the field '([^']*)'/.exec(cause)?.[1];
  if (field !== undefined) details['location'] = field;
  record(draft, visit, 'EvaluationFailed', details);
}

function retryLater(draft: Draft, visit: OpenVisit, state: CompiledState, error: AslError): boolean {
  const retriers = retriersOf(state);
  const found = findRetrier(retriers, visit, error);
  if (found === undefined) return false;
  const { index, used } = found;
  const retries = [...(visit.retries ?? retriers.map(() => 0))];
  retries[index] = used + 1;
  visit.retries = retries;
  draft.facts.trace?.({ type: 'retried', entry: visit.entry, retrier: index });
  const dueTime = draft.facts.now + retryDelay(retriers[index] as CompiledRetrier, used, draft.random);
  setPhase(draft, visit, { type: 'backoff', dueTime });
  return true;
}

/** What a catcher sees. A task that failed without a name gives nulls. */
function errorOutputOf({ error, cause }: AslError): JsonObject {
  if (error === '') return { Error: null, Cause: cause ?? null };
  return cause === undefined ? { Error: error } : { Error: error, Cause: cause };
}

/** A catcher's output is not subject to the state's own ResultSelector, OutputPath or Output. */
function* catchOutcome(
  draft: Draft,
  visit: Visit,
  state: CompiledState,
  catcher: CompiledCatcher,
  error: AslError,
): Work<Result<Outcome>> {
  const errorOutput = errorOutputOf(error);
  if (state.language === 'JSONata')
    return yield* finalOutcome(draft, visit, catcher, { output: errorOutput, errorOutput });
  const assigned = yield* evaluateOr(catcher.assign, environment(draft, visit, errorOutput), undefined);
  if (!assigned.ok) return assigned;
  const placed = place(catcher.resultPath, visit.input, errorOutput);
  if (!placed.ok) return placed;
  return sized(draft, visit, { output: placed.value, assigned: assigned.value as JsonObject | undefined });
}
