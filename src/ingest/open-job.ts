import type { Visit } from '../engine/flow.ts';
import type { FlowId, TokenRef } from '../engine/ids.ts';
import type { FlowStore } from '../ports/flow-store.ts';

type JobVisit = Visit & { readonly phase: { readonly type: 'job' } };

/** The visit whose job the token means, as it is stored; undefined where that job is not open any more. */
export async function openJob(
  flowStore: Pick<FlowStore, 'load'>,
  { flowId, entry, attempt }: TokenRef & { readonly flowId: FlowId },
): Promise<JobVisit | undefined> {
  const visit = (await flowStore.load(flowId))?.flow.visits[entry];
  return visit?.attempt === attempt && isJob(visit) ? visit : undefined;
}

function isJob(visit: Visit): visit is JobVisit {
  return visit.phase.type === 'job';
}
