import type { Flow } from '../../src/engine/flow.ts';
import type { FlowId } from '../../src/engine/ids.ts';
import type { InputRecord } from '../../src/messages/topics.ts';
import type { BlueprintRecord, BlueprintStore, BlueprintVersion } from '../../src/ports/blueprint-store.ts';
import type { FlowStore, StoredFlow } from '../../src/ports/flow-store.ts';
import type { Message, MessageBus } from '../../src/ports/message-bus.ts';

/** Ports in memory for unit tests: they keep the ports' promises as far as one process without crashes can tell. */
export function memoryBlueprintStore(): BlueprintStore {
  const records = new Map<string, BlueprintRecord>();
  const versions = new Map<string, BlueprintVersion[]>();
  return {
    addVersion: async (name, content) => {
      const list = versions.get(name) ?? [];
      versions.set(name, list);
      const existing = list.find(({ contentHash }) => contentHash === content.contentHash);
      if (existing) return { version: existing.version, added: false };
      const version = list.length + 1;
      list.push({ ...content, name, version });
      const before = records.get(name);
      records.set(name, {
        ...(before ?? { name, status: 'STOPPED', epoch: 0 }),
        revision: (before?.revision ?? 0) + 1,
        latestVersion: version,
      });
      return { version, added: true };
    },
    version: async (name, version) => versions.get(name)?.[version - 1],
    versions: async (name) => versions.get(name) ?? [],
    get: async (name) => records.get(name),
    list: async () => [...records.values()],
    update: async (record, expectedRevision) => {
      if (records.get(record.name)?.revision !== expectedRevision) return false;
      records.set(record.name, record);
      return true;
    },
  };
}

export interface MemoryFlowStore extends FlowStore {
  readonly flows: Map<FlowId, StoredFlow>;
  readonly put: (flow: Flow, revision?: number) => void;
}

export function memoryFlowStore(): MemoryFlowStore {
  const flows = new Map<FlowId, StoredFlow>();
  const hashes = new Map<FlowId, string>();
  return {
    flows,
    put: (flow, revision = 1) => {
      flows.set(flow.id, { flow, revision, outbox: [] });
    },
    performs: new Set(),
    create: async (flow, inputHash) => {
      const existing = flows.get(flow.id);
      if (existing) return { created: false, inputHash: hashes.get(flow.id) ?? '', existing: existing.flow };
      flows.set(flow.id, { flow, revision: 0, outbox: [] });
      hashes.set(flow.id, inputHash);
      return { created: true };
    },
    load: async (flowId) => flows.get(flowId),
    commit: async (writes) =>
      writes.map((write) => {
        if (flows.get(write.flow.id)?.revision !== write.expectedRevision) return 'conflict';
        flows.set(write.flow.id, { flow: write.flow, revision: write.expectedRevision + 1, outbox: write.outbox });
        return 'committed';
      }),
    openFlows: async ({ after = '', limit, blueprint }) => {
      const open = [...flows.values()]
        .filter(({ flow }) => flow.endedAt === undefined && (blueprint === undefined || flow.blueprint === blueprint))
        .map(({ flow }) => flow.id)
        .sort()
        .filter((id) => id > after);
      const items = open.slice(0, limit);
      const last = items.at(-1);
      return open.length > limit && last !== undefined ? { items, nextAfter: last } : { items };
    },
    latestFlows: async ({ before, limit }) => {
      const ids = [...flows.keys()].reverse();
      const from = before === undefined ? 0 : ids.indexOf(before as FlowId) + 1;
      const items = ids.slice(from, from + limit);
      const last = items.at(-1);
      return from + limit < ids.length && last !== undefined ? { items, nextBefore: last } : { items };
    },
    remove: async (flowId) => {
      flows.delete(flowId);
    },
  };
}

export interface RecordingBus extends MessageBus {
  readonly inputs: Message<InputRecord>[];
}

/** Keeps what is sent to `sfc.inputs`; delivers nothing. */
export function recordingBus(): RecordingBus {
  const inputs: Message<InputRecord>[] = [];
  return {
    inputs,
    send: async (topic, messages) => {
      if (topic.name === 'sfc.inputs') inputs.push(...(messages as unknown as Message<InputRecord>[]));
      return messages.map((_, index) => ({ topic: topic.name, partition: 0, offset: index }));
    },
    subscribe: async () => ({ stop: async () => undefined }),
  };
}
