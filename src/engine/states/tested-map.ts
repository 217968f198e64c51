import type { CompiledMap } from '../../asl/program.ts';
import { ok } from '../../asl/result.ts';
import type { Draft, OpenVisit } from '../draft.ts';
import type { ChildrenPhase } from '../flow.ts';
import type { BatchSettings } from '../map-run.ts';
import type { Work } from '../work.ts';
import { childrenPhase } from './children.ts';
import { failSelection } from './iterations.ts';
import { batchesOf, selectedItems } from './map-items.ts';

/** Steps of expressions that selecting all items may take; beyond it the rest is not evaluated, and nothing is shown. */
const MOST_WORK = 2_000_000;

/** A Map that is tested on its own shows the inputs of its iterations. None begins: a mock stands for all of them. */
export function* awaitMock(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledMap,
  items: Required<Pick<ChildrenPhase, 'items'>> & Pick<ChildrenPhase, 'run' | 'effectiveInput'>,
  batch: BatchSettings | undefined,
): Work<void> {
  const { probe, limits } = draft.facts;
  const selected =
    state.itemSelector === undefined ? ok(items.items) : yield* selectedItems(draft, visit, state, items, 0, MOST_WORK);
  if (!selected.ok) return yield* failSelection(draft, visit, selected.error);
  if (selected.value.length === items.items.length) {
    if (state.itemSelector !== undefined) probe?.show({ afterItemSelector: selected.value });
    if (batch !== undefined) probe?.show({ afterItemBatcher: batchesOf(selected.value, batch, limits.payloadBytes) });
  }
  visit.phase = childrenPhase(0, { ...items, maxConcurrency: 0, toleratedFailures: 0 });
}
