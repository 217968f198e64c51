import type { Flow } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import type { FlowIndex } from '../ports/flow-index.ts';
import type { FlowStore } from '../ports/flow-store.ts';

export interface CatchUpParts {
  readonly flowIndex: FlowIndex;
  readonly flowStore: Pick<FlowStore, 'load' | 'openFlows' | 'latestFlows'>;
  readonly take: (flow: Flow, revision: number) => void;
  /** Resolves when some more flows may be taken. */
  readonly room: () => Promise<void>;
  readonly isStopped: () => boolean;
}

const PAGE = 200;
/** A flow is indexed soon after it is accepted; this is far more than soon. */
const MARGIN_MS = 60_000;

/**
 * Takes every flow whose document may be missing or old, when everything was indexed until `since`: those that the index
 * believes open, those that are open, and those accepted after it.
 */
export async function catchUp(parts: CatchUpParts, since: number): Promise<void> {
  await takeBelievedOpen(parts);
  await takeOpen(parts);
  await takeLatest(parts, since - MARGIN_MS);
}

async function takeBelievedOpen(parts: CatchUpParts): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await parts.flowIndex.search({
      status: ['RUNNING', 'PAUSED'],
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { flowId } of page.items) await takeFlow(parts, flowId);
    cursor = page.nextCursor;
  } while (cursor !== undefined && !parts.isStopped());
}

async function takeOpen(parts: CatchUpParts): Promise<void> {
  let after: string | undefined;
  do {
    const page = await parts.flowStore.openFlows({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const flowId of page.items) await takeFlow(parts, flowId);
    after = page.nextAfter;
  } while (after !== undefined && !parts.isStopped());
}

async function takeLatest(parts: CatchUpParts, until: number): Promise<void> {
  let before: string | undefined;
  do {
    const page = await parts.flowStore.latestFlows({ limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const flowId of page.items) {
      const flow = await takeFlow(parts, flowId);
      if (flow !== undefined && flow.acceptedAt < until) return;
    }
    before = page.nextBefore;
  } while (before !== undefined && !parts.isStopped());
}

async function takeFlow(parts: CatchUpParts, flowId: FlowId): Promise<Flow | undefined> {
  if (parts.isStopped()) return undefined;
  await parts.room();
  const stored = await parts.flowStore.load(flowId);
  if (stored !== undefined) parts.take(stored.flow, stored.revision);
  return stored?.flow;
}
