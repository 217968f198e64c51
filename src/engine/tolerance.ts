import { isObject } from '../asl/json.ts';
import type { ChildrenPhase } from './flow.ts';

/** How many items may fail: where both limits are given, the stricter one holds. AWS: "Tolerated failure threshold". */
export function toleratedFailures(total: number, count: number | undefined, percentage: number | undefined): number {
  if (count === undefined && percentage === undefined) return 0;
  const share = percentage === undefined ? Number.POSITIVE_INFINITY : Math.floor((percentage / 100) * total);
  return Math.min(count ?? total, share);
}

/** Whether what has failed is still tolerated, with one more child where its index is given. */
export function isTolerated(phase: ChildrenPhase, failing?: number): boolean {
  const more = failing === undefined ? 0 : itemCount(phase, failing);
  return failedItems(phase) + more <= phase.toleratedFailures;
}

/** Thresholds count items, and a batch that fails fails all of its own. */
function failedItems(phase: ChildrenPhase): number {
  if (!phase.run?.batched) return phase.failed;
  return phase.outcomes.reduce(
    (sum, outcome, index) => (outcome !== null && 'error' in outcome ? sum + itemCount(phase, index) : sum),
    0,
  );
}

function itemCount({ items, run }: ChildrenPhase, index: number): number {
  const batch = run?.batched ? items?.[index] : undefined;
  const own = isObject(batch) ? batch['Items'] : undefined;
  return Array.isArray(own) ? own.length : 1;
}
