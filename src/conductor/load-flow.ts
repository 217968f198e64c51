import type { Flow } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import { SfcError } from '../errors/sfc-error.ts';
import type { FlowStore, OutboxEntry } from '../ports/flow-store.ts';
import { createLru } from './lru.ts';
import type { Programs } from './program-cache.ts';

/** A flow as it stood at `revision`, with the program that decides it. */
export interface FlowCopy<Program> {
  readonly flow: Flow;
  readonly revision: number;
  readonly outbox: readonly OutboxEntry[];
  readonly program: Program;
}

export interface LoadedFlow<Program> {
  readonly copy: FlowCopy<Program>;
  /** The copy was not read for this batch: others may have written since. */
  readonly isCached: boolean;
}

export interface FlowLoader<Program> {
  /** `consistent` passes the warm cache by. A promise only where something must be read. Faults as the store and the programs. */
  readonly load: (flowId: FlowId, consistent: boolean) => LoadedFlow<Program> | Promise<LoadedFlow<Program>>;
  readonly remember: (copy: FlowCopy<Program>) => void;
  readonly forget: (flowId: FlowId) => void;
}

export function createFlowLoader<Program>(
  flowStore: Pick<FlowStore, 'load'>,
  programs: Programs<Program>,
  maxFlows: number,
): FlowLoader<Program> {
  const warm = createLru<FlowId, FlowCopy<Program>>(maxFlows);

  async function read(flowId: FlowId): Promise<LoadedFlow<Program>> {
    const stored = await flowStore.load(flowId);
    if (!stored) throw new SfcError('SFC_UNKNOWN_FLOW', `No flow has the id ${flowId}.`);
    const found = programs.get(stored.flow.blueprint, stored.flow.version);
    const program = found instanceof Promise ? await found : found;
    return {
      copy: { flow: stored.flow, revision: stored.revision, outbox: stored.outbox, program },
      isCached: false,
    };
  }

  return {
    load: (flowId, consistent) => {
      const copy = consistent ? undefined : warm.get(flowId);
      return copy === undefined ? read(flowId) : { copy, isCached: true };
    },
    remember: (copy) => {
      const { id, status } = copy.flow;
      // What has ended is seldom asked for again, and may be large.
      if (status === 'RUNNING' || status === 'PAUSED') warm.set(id, copy);
      else warm.delete(id);
    },
    forget: warm.delete,
  };
}
