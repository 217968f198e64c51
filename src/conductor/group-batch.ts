import type { FlowId } from '../engine/ids.ts';
import type { InputRecord } from '../messages/topics.ts';
import type { Delivered } from '../ports/message-bus.ts';

export type DeliveredInput = Delivered<InputRecord>;

/** The inputs of one flow in one batch, in the order of the partition. */
export interface FlowInputs {
  readonly flowId: FlowId;
  readonly inputs: readonly DeliveredInput[];
}

export interface GroupedBatch {
  readonly groups: readonly FlowInputs[];
  readonly unreadable: readonly DeliveredInput[];
}

const NONE: readonly DeliveredInput[] = [];

export function groupBatch(batch: readonly DeliveredInput[]): GroupedBatch {
  const [first] = batch;
  if (first && batch.length === 1 && isReadable(first.value)) {
    return { groups: [{ flowId: first.value.flowId, inputs: batch }], unreadable: NONE };
  }
  const byFlow = new Map<FlowId, { flowId: FlowId; inputs: DeliveredInput[] }>();
  const unreadable: DeliveredInput[] = [];
  for (const delivered of batch) {
    if (!isReadable(delivered.value)) {
      unreadable.push(delivered);
      continue;
    }
    const { flowId } = delivered.value;
    const group = byFlow.get(flowId);
    if (group) group.inputs.push(delivered);
    else byFlow.set(flowId, { flowId, inputs: [delivered] });
  }
  return { groups: [...byFlow.values()], unreadable };
}

/** The record came from a topic that others can write to: its type is only hoped for. */
function isReadable(value: unknown): value is InputRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { flowId, input } = value as { flowId?: unknown; input?: { type?: unknown } | null };
  return typeof flowId === 'string' && typeof input === 'object' && input !== null && typeof input.type === 'string';
}
