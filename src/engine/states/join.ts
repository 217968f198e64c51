import type { Json } from '../../asl/json.ts';
import type { CompiledJoin } from '../../asl/program.ts';
import type { AslError } from '../../asl/result.ts';
import { cancelVisits, siblingsOf } from '../cancel.ts';
import { resultOutcome } from '../data-flow.ts';
import { type Draft, type OpenVisit, openVisit, record } from '../draft.ts';
import { failEvaluation, failState } from '../failure.ts';
import type { ChildrenPhase, Visit } from '../flow.ts';
import { stateOf } from '../scope.ts';
import { cancelTimers, setPhase, timersOf } from '../timers.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';
import { outputsOf } from './children.ts';
import { findFork, forkPhase } from './fork.ts';

/** Collects the branches of detached forks. Extension: "Join". */
export function* enterJoin(draft: Draft, visit: OpenVisit, state: CompiledJoin): Work<void> {
  record(draft, visit, 'JoinStateEntered', { input: visit.input }, visit.state);
  const missing = state.of.find((name) => findFork(draft, visit, name) === undefined);
  if (missing !== undefined) {
    const cause = `The Join '${visit.state}' has nothing to collect: the fork '${missing}' was not entered, or is collected already.`;
    return yield* failState(draft, visit, { error: 'SFC.NoFork', cause });
  }
  const timeoutAt = state.timeoutSeconds === undefined ? undefined : draft.facts.now + state.timeoutSeconds * 1000;
  setPhase(draft, visit, timeoutAt === undefined ? { type: 'join' } : { type: 'join', timeoutAt });
  yield* tryJoin(draft, visit, state);
}

/** A branch of a fork ended: the Join that waits for it looks again. A fork that was collected vanishes with its last branch. */
export function* forkChanged(draft: Draft, fork: OpenVisit): Work<void> {
  const phase = forkPhase(fork);
  if (phase.detached === 'collected') {
    if (phase.ended === phase.outcomes.length) cancelVisits(draft, [fork], { silently: true });
    return;
  }
  const waiting = siblingsOf(draft, fork).find((visit) => visit.phase.type === 'join');
  if (waiting === undefined) return;
  const state = stateOf(draft, waiting);
  if (state.type !== 'Join' || !state.of.includes(fork.state)) return;
  yield* tryJoin(draft, openVisit(draft, waiting.entry) as OpenVisit, state);
}

export function* joinTimedOut(draft: Draft, visit: OpenVisit, state: CompiledJoin): Work<void> {
  const forks = forksOf(draft, visit, state);
  yield* failJoin(draft, visit, state, forks, { error: 'States.Timeout' });
}

function* tryJoin(draft: Draft, visit: OpenVisit, state: CompiledJoin): Work<void> {
  const forks = forksOf(draft, visit, state);
  const verdict = judge(forks.map(forkPhase), state.until);
  if (verdict === 'wait') return;
  if (verdict !== 'met') return yield* failJoin(draft, visit, state, forks, verdict);
  const outcome = yield* resultOutcome(draft, visit, state, collect(forks, state.single));
  // A retry of the flow finds the forks still to be collected.
  const closing = () => settle(draft, visit, state, forks);
  if (!outcome.ok) return yield* failEvaluation(draft, visit, outcome.error, undefined, closing);
  closing();
  leave(draft, visit, 'Join', outcome.value, state.next);
}

function* failJoin(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledJoin,
  forks: readonly Visit[],
  error: AslError,
): Work<void> {
  yield* failState(draft, visit, error, () => settle(draft, visit, state, forks));
}

function forksOf(draft: Draft, visit: Visit, state: CompiledJoin): Visit[] {
  return state.of.map((name) => findFork(draft, visit, name)).filter((fork) => fork !== undefined);
}

/** Whether enough branches succeeded, may still succeed, or cannot any more. */
function judge(phases: readonly ChildrenPhase[], until: CompiledJoin['until']): 'met' | 'wait' | AslError {
  const total = sum(phases, (phase) => phase.outcomes.length);
  const failedCount = sum(phases, (phase) => phase.failed);
  const running = sum(phases, (phase) => phase.outcomes.length - phase.ended);
  const succeeded = total - failedCount - running;
  const wanted = until === 'All' ? total : until.count;
  if (succeeded >= wanted) return 'met';
  if (succeeded + running >= wanted) return 'wait';
  return (
    firstFailure(phases) ?? {
      error: 'SFC.JoinUnsatisfiable',
      cause: `The Join waits for ${wanted} branches that succeed, but there are only ${total}.`,
    }
  );
}

function sum(phases: readonly ChildrenPhase[], of: (phase: ChildrenPhase) => number): number {
  return phases.reduce((total, phase) => total + of(phase), 0);
}

/** The error of the branch that failed first, of whichever fork. */
function firstFailure(phases: readonly ChildrenPhase[]): AslError | undefined {
  const [earliest] = phases
    .filter(({ firstFailed }) => firstFailed !== undefined)
    .sort((one, other) => (one.firstFailedAt ?? 0) - (other.firstFailedAt ?? 0));
  const outcome = earliest?.outcomes[earliest.firstFailed ?? 0];
  return outcome && 'error' in outcome ? outcome.error : undefined;
}

function collect(forks: readonly Visit[], isSingle: boolean): Json {
  if (isSingle) return forks[0] === undefined ? [] : outputsOf(forkPhase(forks[0]));
  return Object.fromEntries(forks.map((fork) => [fork.state, outputsOf(forkPhase(fork))]));
}

/** The forks are collected: the rest of their branches is cancelled, or goes on on its own. */
function settle(draft: Draft, visit: OpenVisit, state: CompiledJoin, forks: readonly Visit[]): void {
  if (visit.phase.type === 'join') cancelTimers(draft, timersOf(visit));
  for (const fork of forks) {
    const phase = forkPhase(fork);
    const own = openVisit(draft, fork.entry);
    if (own === undefined) continue;
    if (state.cancelsRest || phase.ended === phase.outcomes.length) cancelVisits(draft, [own]);
    else own.phase = { ...phase, detached: 'collected' };
  }
}
