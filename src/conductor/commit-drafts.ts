import type { SfcError } from '../errors/sfc-error.ts';
import type { CommitOutcome, FlowStore, FlowWrite } from '../ports/flow-store.ts';
import type { Draft, OpenEffects } from './decide-flow.ts';
import { isPoison } from './faults.ts';
import type { BatchPlace, Protocol } from './outbox.ts';

/** What became of a draft's write; a fault where the store refuses this very flow. */
export type WriteOutcome = CommitOutcome | { readonly fault: SfcError };

/** The one conditional write that a batch makes of a flow. */
export function writeOf<Program>(
  draft: Draft<Program>,
  place: BatchPlace,
  protocol: Protocol,
  openEffects: OpenEffects,
): FlowWrite {
  const { base, flow, events, effects, added } = draft;
  let openIds: ReadonlySet<string> | undefined;
  const openEffectIds = () => {
    openIds ??= new Set(openEffects(flow).map(({ id }) => id));
    return openIds;
  };
  const outbox = protocol.keep(base.outbox, added, place, openEffectIds);
  return { expectedRevision: base.revision, flow, outbox, events, effects };
}

/** Commits in one call; where the store refuses one flow for good, one by one, so that the others are not held up. */
export async function commitWrites(
  flowStore: Pick<FlowStore, 'commit'>,
  writes: readonly FlowWrite[],
): Promise<readonly WriteOutcome[]> {
  try {
    return await flowStore.commit(writes);
  } catch (fault) {
    if (!isPoison(fault)) throw fault;
    if (writes.length === 1) return [{ fault }];
  }
  const outcomes: WriteOutcome[] = [];
  for (const write of writes) outcomes.push(...(await commitWrites(flowStore, [write])));
  return outcomes;
}
