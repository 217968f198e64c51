import { inputsTopic } from '../messages/topics.ts';
import type { BlueprintRecord } from '../ports/blueprint-store.ts';
import type { FlowStore } from '../ports/flow-store.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import { verbFor } from './hold.ts';

/** The record's label that says up to which epoch its open flows were told. */
const SWEPT = 'sweptEpoch';
const PAGE = 500;

export function isSwept(record: BlueprintRecord): boolean {
  return record.epoch === 0 || record.labels?.[SWEPT] === record.epoch;
}

export function withSwept(record: BlueprintRecord): BlueprintRecord {
  return { ...record, labels: { ...record.labels, [SWEPT]: record.epoch } };
}

/** Tells every open flow of the blueprint what its record says, by durable verbs. Repeating it is harmless. */
export async function sweepOpenFlows(flowStore: FlowStore, bus: MessageBus, record: BlueprintRecord): Promise<void> {
  let after: string | undefined;
  do {
    const page = await flowStore.openFlows({
      blueprint: record.name,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    const stored = await Promise.all(page.items.map((flowId) => flowStore.load(flowId)));
    const messages = stored.flatMap((entry) => {
      const input = entry === undefined ? undefined : verbFor(record, entry.flow);
      return entry === undefined || input === undefined
        ? []
        : [{ key: entry.flow.id, value: { flowId: entry.flow.id, input } }];
    });
    if (messages.length > 0) await bus.send(inputsTopic, messages);
    after = page.nextAfter;
  } while (after !== undefined);
}
