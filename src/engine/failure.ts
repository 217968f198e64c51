import type { Json, JsonObject } from '../asl/json.ts';
import type { CompiledCatcher, CompiledRetrier, CompiledState } from '../asl/program.ts';
import type { AslError, Result } from '../asl/result.ts';
import { evaluateOr, finalOutcome, inState, type Outcome, place } from './data-flow.ts';
import { type Draft, type OpenVisit, record } from './draft.ts';
import { matchesError } from './error-names.ts';
import type { Visit } from './flow.ts';
import { setPhase } from './phases.ts';
import { findRetrier, retryDelay } from './retry.ts';
import { environment, parentOf, stateOf } from './scope.ts';
import { failScope, keepUnfinished, leave } from './transition.ts';
import type { Work } from './work.ts';

/**
 * A state failed: its retriers, then its catchers, then its scope. `closing` records the events that a failed Parallel or Map
 * shows only where it is not tried again. Specification: "Errors", "Retrying after error", "Fallback states".
 */
export function* failState(draft: Draft, visit: OpenVisit, error: AslError, closing?: () => void): Work<void> {
  noteUnfinished(draft, visit, error);
  const state = stateOf(draft, visit);
  if (retryLater(draft, visit, state, error)) return;
  closing?.();
  const catcher = catchersOf(state).find(({ errors }) => matchesError(errors, error));
  if (catcher === undefined) return failScope(draft, visit, error);
  const caught = yield* catchOutcome(draft, visit, state, catcher, error);
  if (!caught.ok) return failScope(draft, visit, inState(visit, caught.error));
  leave(draft, visit, state.type as 'Task', caught.value, catcher.next);
}

/** An expression of the state failed: the history shows JSONata's failures as an event of their own. */
export function* failEvaluation(draft: Draft, visit: OpenVisit, plain: AslError, location?: string): Work<void> {
  const error = inState(visit, plain);
  if (error.error === 'States.QueryEvaluationError') {
    const details: Record<string, Json> = { error: error.error, cause: error.cause ?? '', state: visit.state };
    const field = location ?? /specified for the field '([^']*)'/.exec(plain.cause ?? '')?.[1];
    if (field !== undefined) details['location'] = field;
    record(draft, visit, 'EvaluationFailed', details);
  }
  yield* failState(draft, visit, error);
}

/** Keeps what a retry needs, before siblings are cancelled, where nobody up to the flow handles the error. */
function noteUnfinished(draft: Draft, visit: Visit, error: AslError): void {
  if (!isHandled(draft, visit, error)) keepUnfinished(draft, visit);
}

function isHandled(draft: Draft, visit: Visit, error: AslError): boolean {
  for (let scope: Visit | undefined = visit; scope !== undefined; scope = parentOf(draft, scope)) {
    const state = stateOf(draft, scope);
    if (scope.phase.type === 'children' && (scope.phase.detached || scope.phase.failed < scope.phase.toleratedFailures))
      return true;
    if (findRetrier(retriersOf(state), scope, error)) return true;
    if (catchersOf(state).some(({ errors }) => matchesError(errors, error))) return true;
  }
  return false;
}

function retryLater(draft: Draft, visit: OpenVisit, state: CompiledState, error: AslError): boolean {
  const retriers = retriersOf(state);
  const found = findRetrier(retriers, visit, error);
  if (found === undefined) return false;
  const { index, used } = found;
  const retries = [...(visit.retries ?? retriers.map(() => 0))];
  retries[index] = used + 1;
  visit.retries = retries;
  const dueTime = draft.facts.now + retryDelay(retriers[index] as CompiledRetrier, used, draft.random);
  setPhase(draft, visit, { type: 'backoff', dueTime });
  return true;
}

const NONE: readonly never[] = [];

function retriersOf(state: CompiledState): readonly CompiledRetrier[] {
  return 'retriers' in state ? state.retriers : NONE;
}
function catchersOf(state: CompiledState): readonly CompiledCatcher[] {
  return 'catchers' in state ? state.catchers : NONE;
}

/** A catcher's output is not subject to the state's own ResultSelector, OutputPath or Output. */
function* catchOutcome(
  draft: Draft,
  visit: Visit,
  state: CompiledState,
  catcher: CompiledCatcher,
  error: AslError,
): Work<Result<Outcome>> {
  const errorOutput: JsonObject =
    error.cause === undefined ? { Error: error.error } : { Error: error.error, Cause: error.cause };
  if (state.language === 'JSONata')
    return yield* finalOutcome(draft, visit, catcher, { output: errorOutput, errorOutput });
  const assigned = yield* evaluateOr(catcher.assign, environment(draft, visit, errorOutput), undefined);
  if (!assigned.ok) return assigned;
  const placed = place(catcher.resultPath, visit.input, errorOutput);
  return placed.ok
    ? { ok: true, value: { output: placed.value, assigned: assigned.value as JsonObject | undefined } }
    : placed;
}
