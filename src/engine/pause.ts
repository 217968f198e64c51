import type { Draft, OpenVisit } from './draft.ts';
import { openVisit, recordAfter } from './draft.ts';
import type { PauseFlow, ResumeFlow } from './inputs.ts';
import { beginOperation } from './operations.ts';
import type { Work } from './work.ts';

/** No task is entered any more; jobs that are out come home, timers run and their expiry is held. */
export function hold(draft: Draft, by: string): void {
  draft.flow.pausedBy = by;
  draft.flow.status = 'PAUSED';
  recordAfter(draft, draft.flow.eventCount, 'ExecutionPaused', { by });
}

export function pauseFlow(draft: Draft, verb: PauseFlow): boolean {
  const { endedAt, pausedBy } = draft.flow;
  // The hold of a stopped blueprint and the verb that carries it to its open flows have one name: whichever comes first.
  if (endedAt !== undefined || !beginOperation(draft, verb)) return false;
  if (pausedBy === undefined) hold(draft, verb.operationId);
  return true;
}

/** What was held goes on, in the order of entries: first expiries, then tasks. */
export function* resumeFlow(draft: Draft, verb: ResumeFlow, expire: (visit: OpenVisit) => Work<void>): Work<boolean> {
  const { flow } = draft;
  if (flow.endedAt !== undefined || !beginOperation(draft, verb)) return false;
  if (flow.pausedBy === undefined) return true;
  delete flow.pausedBy;
  flow.status = 'RUNNING';
  recordAfter(draft, flow.eventCount, 'ExecutionResumed', { by: verb.operationId });
  for (const { entry } of Object.values(flow.visits)) {
    const visit = openVisit(draft, entry);
    if (visit === undefined) continue;
    if ('expired' in visit.phase && visit.phase.expired) yield* expire(visit);
    else if (visit.phase.type === 'held') {
      visit.phase = { type: 'ready' };
      draft.queue.push(entry);
    }
  }
  return true;
}
