import type { CompiledParallel } from '../../asl/program.ts';
import { effectiveInput, resultOutcome } from '../data-flow.ts';
import { beginVisit, type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation, failState } from '../failure.ts';
import type { ChildrenPhase, Outcome, Visit } from '../flow.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';
import { childrenPhase, outputsOf, stopChildren } from './children.ts';
import { goOnDetached, refuseOpenFork } from './fork.ts';

/** Specification: "Parallel State". */
export function* enterParallel(draft: Draft, visit: OpenVisit, state: CompiledParallel): Work<void> {
  record(draft, visit, 'ParallelStateEntered', { input: visit.input }, visit.state);
  if (state.detached && (yield* refuseOpenFork(draft, visit))) return;
  yield* startParallel(draft, visit, state);
}

/** Starts every branch: on entering, and again for each retry. */
export function* startParallel(draft: Draft, visit: OpenVisit, state: CompiledParallel): Work<void> {
  const input = yield* effectiveInput(draft, visit, state);
  if (!input.ok) return yield* failEvaluation(draft, visit, input.error);
  visit.attempt++;
  record(draft, visit, 'ParallelStateStarted');
  visit.phase = childrenPhase(state.branches.length, {
    effectiveInput: input.value,
    maxConcurrency: state.branches.length,
    toleratedFailures: 0,
    detached: state.detached ? 'open' : undefined,
  });
  for (let index = 0; index < state.branches.length; index++) startBranch(draft, visit, state, index);
  if (state.detached) goOnDetached(draft, visit, 'Parallel', state.next);
}

/** Starts, or starts again, one branch with the input that all branches have. */
export function startBranch(draft: Draft, visit: OpenVisit, state: CompiledParallel, index: number): void {
  const phase = visit.phase as ChildrenPhase;
  visit.phase = { ...phase, startedCount: Math.max(phase.startedCount, index + 1) };
  const branch = state.branches[index];
  if (branch === undefined) return;
  beginVisit(draft, {
    state: branch.startAt,
    parent: visit.entry,
    index,
    input: phase.effectiveInput,
    variables: {},
    lastEvent: visit.lastEvent,
    silent: visit.silent === undefined ? undefined : 0,
  });
}

export function* branchEnded(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledParallel,
  branch: Visit,
  outcome: Outcome,
): Work<void> {
  const phase = visit.phase as ChildrenPhase;
  if (phase.detached) return;
  if ('error' in outcome) {
    stopChildren(draft, visit, branch);
    visit.lastEvent = branch.lastEvent;
    return yield* failState(draft, visit, outcome.error, () => record(draft, visit, 'ParallelStateFailed'));
  }
  if (phase.ended < state.branches.length) return;
  // What follows chains to the last branch, past the Parallel's own success; only a failure of its own does not.
  const last = branch.lastEvent;
  visit.lastEvent = last;
  record(draft, visit, 'ParallelStateSucceeded');
  const result = yield* resultOutcome(draft, visit, state, outputsOf(phase));
  if (!result.ok) return yield* failEvaluation(draft, visit, result.error);
  leave(draft, visit, 'Parallel', result.value, state.next, last);
}
