import { siblingsOf } from '../cancel.ts';
import { beginVisit, type Draft, type OpenVisit, recordAfter } from '../draft.ts';
import { failState } from '../failure.ts';
import type { ChildrenPhase, Visit } from '../flow.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';
import { stopChildren } from './children.ts';

/** A Parallel or Map with `Completion: Detached` leaves a fork: a visit of its own that a Join collects. Extension: "Join". */
export function findFork(draft: Draft, scope: Visit, state: string): Visit | undefined {
  return siblingsOf(draft, scope).find((visit) => visit.state === state && isOpenFork(visit));
}

function isOpenFork(visit: Visit): boolean {
  return visit.phase.type === 'children' && visit.phase.detached === 'open';
}

/** A fork entered again while it is still open is the error SFC.ForkOpen; true where that is so. */
export function* refuseOpenFork(draft: Draft, visit: OpenVisit): Work<boolean> {
  if (findFork(draft, visit, visit.state) === undefined) return false;
  const cause = `The state '${visit.state}' was entered again while its earlier branches have not been collected by a Join.`;
  yield* failState(draft, visit, { error: 'SFC.ForkOpen', cause });
  return true;
}

/** The scope goes on at once with the state's input as its output; the fork's visit stays, with the variables as they are now. */
export function goOnDetached(draft: Draft, fork: OpenVisit, type: 'Parallel' | 'Map', next: string | undefined): void {
  if (next === undefined) {
    stopChildren(draft, fork);
    leave(draft, fork, type, { output: fork.input }, undefined);
    return;
  }
  draft.facts.trace?.({ type: 'left', entry: fork.entry });
  const exited = fork.silent
    ? fork.lastEvent
    : recordAfter(draft, fork.lastEvent, `${type}StateExited`, { output: fork.input }, fork.state);
  beginVisit(draft, {
    state: next,
    parent: fork.parent,
    index: fork.index,
    input: fork.input,
    variables: fork.variables,
    lastEvent: exited,
    silent: fork.silent,
    execution: fork.execution,
  });
}

/** The fork's phase; only for visits that are forks. */
export function forkPhase(fork: Visit): ChildrenPhase {
  return fork.phase as ChildrenPhase;
}
