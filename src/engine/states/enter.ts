import { withExecution } from '../child-executions.ts';
import { type Draft, type EndedChild, type OpenVisit, openVisit } from '../draft.ts';
import { stateOf } from '../scope.ts';
import type { TraceEntry } from '../trace.ts';
import type { Work } from '../work.ts';
import { withOutcome } from './children.ts';
import { enterChoice } from './choice.ts';
import { enterFail } from './fail.ts';
import { iterationEnded } from './iterations.ts';
import { enterJoin, forkChanged } from './join.ts';
import { enterMap } from './map.ts';
import { branchEnded, enterParallel } from './parallel.ts';
import { enterPass } from './pass.ts';
import { enterSucceed } from './succeed.ts';
import { enterTask } from './task.ts';
import { enterWait } from './wait.ts';

/** Enters the visit's state. */
export function enterState(draft: Draft, visit: OpenVisit): Work<void> {
  const state = stateOf(draft, visit);
  visit.enteredEvent = draft.flow.eventCount + 1;
  visit.enteredAt = draft.facts.now;
  draft.facts.trace?.(enteredEntry(visit));
  switch (state.type) {
    case 'Pass':
      return enterPass(draft, visit, state);
    case 'Task':
      return enterTask(draft, visit, state);
    case 'Choice':
      return enterChoice(draft, visit, state);
    case 'Wait':
      return enterWait(draft, visit, state);
    case 'Succeed':
      return enterSucceed(draft, visit, state);
    case 'Fail':
      return enterFail(draft, visit, state);
    case 'Parallel':
      return enterParallel(draft, visit, state);
    case 'Map':
      return enterMap(draft, visit, state);
    case 'Join':
      return enterJoin(draft, visit, state);
  }
}

function enteredEntry({ entry, state, parent, index }: OpenVisit): TraceEntry {
  const entered = { type: 'entered', entry, state, index } as const;
  return parent === undefined ? entered : { ...entered, parent };
}

/** A branch or iteration ended: its Parallel, Map or Join hears of it. */
export function* hearOfChild(draft: Draft, { parent: entry, child, outcome }: EndedChild): Work<void> {
  const parent = openVisit(draft, entry);
  if (parent?.phase.type !== 'children') return;
  const kept = withExecution(parent.phase, child, outcome, draft.facts.now);
  draft.ownOutcomes ??= new Set();
  parent.phase = withOutcome(parent.phase, child.index, kept, draft.flow.eventCount, draft.ownOutcomes);
  const state = stateOf(draft, parent);
  if (state.type === 'Map') yield* iterationEnded(draft, parent, state, child, outcome);
  else if (state.type === 'Parallel') yield* branchEnded(draft, parent, state, child, outcome);
  if (parent.phase.type === 'children' && parent.phase.detached) yield* forkChanged(draft, parent);
}
