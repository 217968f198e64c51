import type { Json } from '../../asl/json.ts';
import type { AslError } from '../../asl/result.ts';
import { cancelVisits, childrenOf, recordAbort, recordStateAbort } from '../cancel.ts';
import type { Draft, EndedChild } from '../draft.ts';
import type { ChildrenPhase, Outcome, Visit } from '../flow.ts';

/**
 * The phase after one more branch or iteration ended. Outcomes that are among the decision's `own` ones are changed in place: a Map
 * may have many.
 */
export function withOutcome(
  phase: ChildrenPhase,
  index: number,
  outcome: Outcome,
  eventCount: number,
  own?: Draft['ownOutcomes'],
): ChildrenPhase {
  const outcomes = own?.has(phase.outcomes) ? (phase.outcomes as (Outcome | null)[]) : phase.outcomes.slice();
  own?.add(outcomes);
  outcomes[index] = outcome;
  const after = { ...phase, outcomes, ended: phase.ended + 1 };
  if (!('error' in outcome)) return after;
  const failedNow = { ...after, failed: phase.failed + 1 };
  return phase.firstFailed === undefined ? { ...failedNow, firstFailed: index, firstFailedAt: eventCount } : failedNow;
}

/** A phase in which nothing has ended yet. */
export function childrenPhase(
  count: number,
  settings: Pick<ChildrenPhase, 'effectiveInput' | 'maxConcurrency' | 'toleratedFailures'> & {
    items?: readonly Json[];
    detached?: 'open' | undefined;
  },
): ChildrenPhase {
  const { detached, ...rest } = settings;
  const phase: ChildrenPhase = {
    type: 'children',
    outcomes: new Array(count).fill(null),
    ended: 0,
    failed: 0,
    startedCount: 0,
    ...rest,
  };
  return detached === undefined ? phase : { ...phase, detached };
}

/** The outputs in order; null where there is none. */
export function outputsOf(phase: ChildrenPhase): Json[] {
  return phase.outcomes.map((outcome) => (outcome !== null && 'output' in outcome ? outcome.output : null));
}

/** Cancels what still runs, because the given child failed, and says that the children's work is over. */
export function stopChildren(draft: Draft, parent: Visit, failed?: Visit): void {
  if (failed !== undefined) recordStateAbort(draft, failed);
  const because = failed?.lastEvent;
  cancelVisits(draft, childrenOf(draft, parent.entry), { because });
  for (const { child } of takeEnded(draft, parent)) recordAbort(draft, child, because);
}

/** Children that ended at the same moment and were not heard yet: for their Parallel or Map they are broken off. */
function takeEnded(draft: Draft, parent: Visit): EndedChild[] {
  const taken = draft.ended.filter((ended) => ended.parent === parent.entry);
  for (const ended of taken) draft.ended.splice(draft.ended.indexOf(ended), 1);
  return taken;
}

export function firstError(phase: ChildrenPhase): AslError | undefined {
  const first = phase.outcomes.find((outcome) => outcome !== null && 'error' in outcome);
  return first && 'error' in first ? first.error : undefined;
}
