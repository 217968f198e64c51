import type { Json, JsonObject } from '../asl/json.ts';
import { setMember } from '../asl/json.ts';
import type { AslError } from '../asl/result.ts';
import { cancelForksOf, cancelVisits } from './cancel.ts';
import type { Outcome } from './data-flow.ts';
import {
  beginVisit,
  closeVisit,
  type Draft,
  type EndedChild,
  type EventDetails,
  type OpenVisit,
  recordAfter,
} from './draft.ts';
import { UNCATCHABLE } from './error-names.ts';
import type { StateTypeName } from './events.ts';
import type { FlowStatus, Visit } from './flow.ts';
import { isHandledAround } from './handled.ts';
import { withOutcome } from './states/children.ts';
import { cancelTimers, flowTimerOf } from './timers.ts';

/** Records the state's exit and goes on to the next state, or ends the scope. Sizes were checked where the outcome was made. */
export function leave(
  draft: Draft,
  visit: OpenVisit,
  type: Exclude<StateTypeName, 'Fail'>,
  outcome: Outcome,
  next: string | undefined,
  previousEventId = visit.lastEvent,
): void {
  const { output, assigned } = outcome;
  draft.facts.trace?.({ type: 'left', entry: visit.entry });
  if (!visit.silent) {
    const details: EventDetails = assigned === undefined ? { output } : { output, assignedVariables: assigned };
    visit.lastEvent = recordAfter(draft, previousEventId, `${type}StateExited`, details, visit.state);
  }
  if (assigned !== undefined) visit.variables = withVariables(visit.variables, assigned);
  if (next === undefined) endScope(draft, visit, output);
  else goTo(draft, visit, next, output);
}

/** Opens the next state of the visit's scope. */
function goTo(draft: Draft, visit: OpenVisit, state: string, input: Json): void {
  closeVisit(draft, visit);
  beginVisit(draft, {
    state,
    parent: visit.parent,
    index: visit.index,
    input,
    variables: visit.variables,
    lastEvent: visit.lastEvent,
    silent: visit.silent,
    execution: visit.execution,
  });
}

function withVariables(variables: JsonObject, assigned: JsonObject): JsonObject {
  const all: Record<string, Json> = { ...variables };
  for (const name of Object.keys(assigned)) setMember(all, name, assigned[name] as Json);
  return all;
}

/** The scope's last state gave its output: the flow succeeds, or the Parallel or Map hears of it. */
function endScope(draft: Draft, visit: OpenVisit, output: Json): void {
  const violation = visit.parent === undefined ? draft.program.outputSchema?.(output) : undefined;
  if (violation !== undefined) {
    failScope(draft, visit, {
      error: 'SFC.SchemaViolation',
      cause: `The flow's output breaks OutputSchema: ${violation}`,
    });
    return;
  }
  cancelForksOf(draft, visit);
  closeVisit(draft, visit);
  if (visit.parent !== undefined) {
    draft.ended.push({ parent: visit.parent, child: visit, outcome: { output } });
    return;
  }
  recordAfter(draft, visit.lastEvent, 'ExecutionSucceeded', { output });
  draft.flow.output = output;
  endFlow(draft, 'SUCCEEDED');
}

/** Nobody within the scope handles the error: it goes to the Parallel or Map, or ends the flow. */
export function failScope(draft: Draft, visit: OpenVisit, error: AslError): void {
  if (visit.parent !== undefined && !endsFlow(draft, visit, error)) {
    if (!isHandledAround(draft, visit, error)) keepUnfinished(draft, visit);
    cancelForksOf(draft, visit);
    closeVisit(draft, visit);
    draft.ended.push({ parent: visit.parent, child: visit, outcome: { error } });
    return;
  }
  keepUnfinished(draft, visit);
  closeVisit(draft, visit);
  const details: Record<string, Json> = { error: error.error };
  if (error.cause !== undefined) details['cause'] = error.cause;
  recordAfter(draft, visit.lastEvent, 'ExecutionFailed', details);
  draft.flow.error = error;
  endFlow(draft, 'FAILED');
}

/** AWS ends the execution where States.Runtime occurs: no Parallel or Map around it hears of it. A map run's items are executions. */
function endsFlow(draft: Draft, visit: Visit, { error }: AslError): boolean {
  return error === UNCATCHABLE && visit.silent === undefined && !isHandledAround(draft, visit, { error });
}

/** Keeps what a retry from the failure continues, as it stands before anything is cancelled for this error. */
export function keepUnfinished(draft: Draft, failed?: Visit): void {
  if (draft.flow.unfinished !== undefined) return;
  // Copies: what is still to come in this decision changes the visits in place.
  draft.ownOutcomes?.clear();
  const unfinished: Record<string, Visit> = {};
  for (const visit of Object.values(draft.flow.visits)) unfinished[visit.entry] = { ...visit };
  for (const ended of draft.ended) keepEnded(unfinished, ended);
  if (failed !== undefined) unfinished[failed.entry] = { ...failed, phase: { type: 'failed' } };
  draft.flow.unfinished = unfinished;
}

/** What ended at the same moment and was not heard yet: a failure is tried again with the rest, an output is kept. */
function keepEnded(unfinished: Record<string, Visit>, { parent, child, outcome }: EndedChild): void {
  const around = unfinished[parent];
  if ('error' in outcome) unfinished[child.entry] = { ...child, phase: { type: 'failed' } };
  else if (around?.phase.type === 'children')
    unfinished[parent] = { ...around, phase: withOutcome(around.phase, child.index, outcome, 0) };
}

/** The error was handled after all. */
export function forgetUnfinished(draft: Draft): void {
  if (draft.flow.unfinished !== undefined) delete draft.flow.unfinished;
}

/** Ends the flow: whatever is open is cancelled. The final event was recorded by the caller. */
export function endFlow(draft: Draft, status: Exclude<FlowStatus, 'RUNNING' | 'PAUSED'>): void {
  const { flow } = draft;
  cancelVisits(draft, Object.values(flow.visits), { silently: true });
  cancelTimers(draft, flowTimerOf(flow));
  flow.visits = {};
  flow.status = status;
  flow.endedAt = draft.facts.now;
  delete flow.continuation;
  delete flow.pausedBy;
  draft.queue.length = 0;
}
