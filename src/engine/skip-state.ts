import { cancelWork } from './cancel.ts';
import { type Draft, type OpenVisit, openVisit, record } from './draft.ts';
import type { SkipState } from './inputs.ts';
import { beginOperation } from './operations.ts';
import { exceedsSize } from './payload-size.ts';
import { stateOf } from './scope.ts';
import { leave } from './transition.ts';

/** Leaves the open visits of a Task as if it had given `output`, without its ResultPath or Output being applied. */
export function skipState(draft: Draft, verb: SkipState): boolean {
  const open = Object.values(draft.flow.visits).filter(
    ({ state, phase }) => state === verb.state && SKIPPABLE.has(phase.type),
  );
  const tasks = open.filter((visit) => stateOf(draft, visit).type === 'Task');
  const isTooLarge = verb.output !== undefined && exceedsSize(verb.output, draft.facts.limits.payloadBytes);
  if (isTooLarge || draft.flow.endedAt !== undefined || !beginOperation(draft, verb)) return false;
  for (const { entry } of tasks) {
    const visit = openVisit(draft, entry);
    const state = visit && stateOf(draft, visit);
    if (visit === undefined || state?.type !== 'Task') continue;
    if (visit.phase.type === 'held') recordEntered(draft, visit);
    cancelWork(draft, visit);
    leave(draft, visit, 'Task', { output: verb.output ?? visit.input }, state.next);
  }
  return true;
}

/** A task that was held is skipped before it was entered. */
function recordEntered(draft: Draft, visit: OpenVisit): void {
  visit.enteredAt = draft.facts.now;
  visit.enteredEvent = draft.flow.eventCount + 1;
  record(draft, visit, 'TaskStateEntered', { input: visit.input }, visit.state);
}

const SKIPPABLE: ReadonlySet<string> = new Set(['job', 'backoff', 'held']);
