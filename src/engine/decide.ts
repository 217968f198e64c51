import type { Program } from '../asl/program.ts';
import type { AslError } from '../asl/result.ts';
import { answerInput } from './answer-input.ts';
import { isWorkedOff } from './budget.ts';
import type { Decision, Facts } from './decision.ts';
import { createDraft, type Draft, finishDraft, openVisit, recordAfter } from './draft.ts';
import { UNCATCHABLE } from './error-names.ts';
import type { Flow } from './flow.ts';
import type { Input } from './inputs.ts';
import { hold } from './pause.ts';
import { stateOf } from './scope.ts';
import { enterState, hearOfChild } from './states/enter.ts';
import { resumeMap } from './states/map.ts';
import { endFlow, failScope, keepUnfinished } from './transition.ts';
import { runWork, type Work } from './work.ts';

/**
 * The engine: what becomes of a flow when an input reaches it. Pure: the same arguments give the same decision, and none of
 * them is changed. States that need no outside world run on until every scope waits, or until the budget of one decision is
 * used up and the flow continues itself by an input. A promise only where JSONata has to be evaluated.
 */
export function decide(program: Program, flow: Flow, input: Input, facts: Facts): Decision | Promise<Decision> {
  return runWork(decideWork(program, flow, input, facts));
}

function* decideWork(program: Program, flow: Flow, input: Input, facts: Facts): Work<Decision> {
  const draft = createDraft(program, flow, facts);
  const beginsRun = flow.startedAt === undefined || input.type === 'RetryFlow';
  if (!beginsRun) holdWhereAsked(draft);
  const answer = answerInput(draft, input);
  const isAnswer = typeof answer === 'boolean' ? answer : yield* answer;
  if (!isAnswer) return { applied: false, flow, events: [], effects: [] };
  if (beginsRun) holdWhereAsked(draft);
  yield* runReady(draft);
  return finishDraft(draft);
}

function holdWhereAsked(draft: Draft): void {
  const { flow, facts } = draft;
  if (facts.hold !== undefined && flow.status === 'RUNNING' && flow.startedAt !== undefined) hold(draft, facts.hold);
}

/** Enters what is ready, in order, until every scope waits, the flow has ended or the budget is used up. */
function* runReady(draft: Draft): Work<void> {
  const { limits } = draft.facts;
  // States that leave no events count, too: iterations of a distributed Map.
  let entered = 0;
  for (;;) {
    const child = draft.ended.shift();
    if (child !== undefined) {
      yield* hearOfChild(draft, child);
      continue;
    }
    if (draft.queue.length === 0) return;
    if (draft.flow.eventCount >= limits.eventsPerFlow - 1) return exceedEvents(draft);
    const isUsedUp = isWorkedOff(draft) || Math.max(draft.events.length, entered++) >= limits.eventsPerDecision;
    if (isUsedUp) return continueLater(draft);
    yield* enterNext(draft, draft.queue.shift() as number);
  }
}

function* enterNext(draft: Draft, entry: number): Work<void> {
  const visit = openVisit(draft, entry);
  if (visit === undefined) return;
  if (visit.phase.type === 'children') return yield* resumeMap(draft, visit);
  if (draft.flow.pausedBy !== undefined && stateOf(draft, visit).type === 'Task') {
    visit.phase = { type: 'held' };
    return;
  }
  const { eventsPerFlow } = draft.facts.limits;
  if (visit.silent !== undefined && visit.silent > eventsPerFlow)
    return failScope(draft, visit, eventLimit(eventsPerFlow));
  yield* enterState(draft, visit);
}

/** The visits that are still ready wait for `ContinueFlow`. */
function continueLater(draft: Draft): void {
  const sequence = draft.flow.sequence + 1;
  draft.flow.sequence = sequence;
  draft.flow.continuation = sequence;
  draft.effects.push({ type: 'ContinueLater', id: `continue:${sequence}`, sequence });
}

function exceedEvents(draft: Draft): void {
  const { flow, facts } = draft;
  keepUnfinished(draft);
  const error = eventLimit(facts.limits.eventsPerFlow);
  recordAfter(draft, flow.eventCount, 'ExecutionFailed', { ...error });
  flow.error = error;
  endFlow(draft, 'FAILED');
}

/** As AWS names and words it; the event that says so is the last one. */
function eventLimit(limit: number): AslError {
  return { error: UNCATCHABLE, cause: `The execution reached the maximum number of history events (${limit}).` };
}
