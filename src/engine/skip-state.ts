import { cancelWork } from './cancel.ts';
import { type Draft, openVisit } from './draft.ts';
import type { SkipState } from './inputs.ts';
import { beginOperation } from './operations.ts';
import { stateOf } from './scope.ts';
import { leave } from './transition.ts';

/** Leaves the open visits of a Task as if it had given `output`, without its ResultPath or Output being applied. */
export function skipState(draft: Draft, verb: SkipState): boolean {
  const open = Object.values(draft.flow.visits).filter(
    ({ state, phase }) => state === verb.state && SKIPPABLE.has(phase.type),
  );
  const tasks = open.filter((visit) => stateOf(draft, visit).type === 'Task');
  if (draft.flow.endedAt !== undefined || !beginOperation(draft, verb)) return false;
  for (const { entry } of tasks) {
    const visit = openVisit(draft, entry);
    const state = visit && stateOf(draft, visit);
    if (visit === undefined || state?.type !== 'Task') continue;
    cancelWork(draft, visit);
    leave(draft, visit, 'Task', { output: verb.output ?? visit.input }, state.next);
  }
  return true;
}

const SKIPPABLE: ReadonlySet<string> = new Set(['job', 'backoff', 'held']);
