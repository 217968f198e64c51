import { closeVisit, type Draft, recordAfter } from './draft.ts';
import type { Visit } from './flow.ts';
import { parentOf, stateOf } from './scope.ts';
import { cancelTimers, timersOf } from './timers.ts';

export interface CancelOptions {
  /** The history says nothing. */
  readonly silently?: boolean;
  /** The event that everything is broken off for; default: each one's own last event. */
  readonly because?: number | undefined;
}

/** Breaks off visits and all that runs within them: jobs and timers are cancelled; the history says so. */
export function cancelVisits(draft: Draft, visits: readonly Visit[], options: CancelOptions = {}): void {
  for (const visit of visits) {
    if (!(visit.entry in draft.flow.visits)) continue;
    if (!options.silently) recordAbort(draft, visit, options.because);
    if (visit.phase.type === 'children') cancelVisits(draft, childrenOf(draft, visit.entry), options);
    cancelWork(draft, visit);
    closeVisit(draft, visit);
  }
}

/** Breaks off the detached forks that were opened in the visit's scope and still run. */
export function cancelForksOf(draft: Draft, scope: Visit): void {
  if (!draft.program.hasForks) return;
  const forks = siblingsOf(draft, scope).filter(
    (visit) => visit.phase.type === 'children' && visit.phase.detached !== undefined,
  );
  if (forks.length > 0) cancelVisits(draft, forks);
}

/** The other visits of the same scope: its forks, seen from its current state, and the reverse. */
export function siblingsOf(draft: Draft, visit: Visit): Visit[] {
  return Object.values(draft.flow.visits).filter(
    (other) => other.entry !== visit.entry && other.parent === visit.parent && other.index === visit.index,
  );
}

export function childrenOf(draft: Draft, entry: number): Visit[] {
  return Object.values(draft.flow.visits).filter((visit) => visit.parent === entry);
}

/** Takes back what the visit waits for. */
export function cancelWork(draft: Draft, visit: Visit): void {
  const { entry, attempt, phase } = visit;
  if (JOBS.has(phase.type)) draft.effects.push({ type: 'CancelJob', id: `cancel:${entry}.${attempt}`, entry, attempt });
  cancelTimers(draft, timersOf(visit));
}

const JOBS: ReadonlySet<string> = new Set(['job', 'reading', 'writing']);

/** That the visit was broken off in the middle of its state: first that its iteration was, then that its state was. */
export function recordAbort(draft: Draft, visit: Visit, because = visit.lastEvent): void {
  if (visit.silent) return;
  const parent = parentOf(draft, visit);
  const isFork = visit.phase.type === 'children' && visit.phase.detached !== undefined;
  if (parent !== undefined && !isFork && stateOf(draft, parent).type === 'Map')
    recordAfter(draft, because, 'MapIterationAborted', { index: visit.index }, parent.state);
  recordStateAbort(draft, visit, because);
}

/** That a state which was entered and not left is given up. AWS says so of Task and Wait, of a Task that failed, too. */
export function recordStateAbort(draft: Draft, visit: Visit, because = visit.lastEvent): void {
  if (visit.silent || visit.enteredEvent === 0) return;
  const state = stateOf(draft, visit);
  const { type } = state;
  if (state.type === 'Map' && state.distributed && RUNS.has(visit.phase.type))
    return void recordAfter(draft, recordAfter(draft, because, 'MapRunAborted'), 'MapStateAborted');
  if (type === 'Wait' || type === 'Task' || visit.phase.type === 'backoff')
    recordAfter(draft, because, `${type as 'Task'}StateAborted`);
}

const RUNS: ReadonlySet<string> = new Set(['reading', 'children', 'writing']);

/** That the flow's end breaks off the map runs that are open. */
export function recordRunAborts(draft: Draft): void {
  for (const visit of Object.values(draft.flow.visits))
    if (RUNS.has(visit.phase.type) && stateOf(draft, visit).type === 'Map') recordStateAbort(draft, visit);
}
