import { closeVisit, type Draft, openVisit, record, recordAfter } from './draft.ts';
import type { Visit } from './flow.ts';
import { parentOf, stateOf } from './scope.ts';
import { cancelTimers, timersOf } from './timers.ts';

/** Breaks off visits and all that runs within them: jobs and timers are cancelled; the history says so unless `silently`. */
export function cancelVisits(
  draft: Draft,
  visits: readonly Visit[],
  options: { readonly silently?: boolean } = {},
): void {
  for (const visit of visits) {
    if (!(visit.entry in draft.flow.visits)) continue;
    if (visit.phase.type === 'children') cancelVisits(draft, childrenOf(draft, visit.entry), options);
    cancelWork(draft, visit);
    if (!options.silently) recordAbort(draft, visit);
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
  if (phase.type === 'job') draft.effects.push({ type: 'CancelJob', id: `cancel:${entry}.${attempt}`, entry, attempt });
  cancelTimers(draft, timersOf(visit));
}

function recordAbort(draft: Draft, visit: Visit): void {
  const own = openVisit(draft, visit.entry);
  if (own === undefined || own.silent) return;
  const { type } = stateOf(draft, own);
  const isEntered = own.phase.type !== 'ready' && own.phase.type !== 'held';
  const isTimed = type === 'Wait' || type === 'Task' || own.phase.type === 'backoff';
  if (isEntered && isTimed) record(draft, own, `${type as 'Task'}StateAborted`);
  const parent = parentOf(draft, own);
  const isFork = own.phase.type === 'children' && own.phase.detached !== undefined;
  if (parent !== undefined && !isFork && stateOf(draft, parent).type === 'Map')
    recordAfter(draft, own.lastEvent, 'MapIterationAborted', { index: own.index }, parent.state);
}
