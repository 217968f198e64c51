import type { FlowId } from '../../src/engine/ids.ts';
import type { FlowDocument, FlowIndex, StatusCount } from '../../src/ports/flow-index.ts';

export interface MemoryFlowIndex extends FlowIndex {
  readonly documents: Map<FlowId, FlowDocument>;
}

export function memoryFlowIndex(): MemoryFlowIndex {
  const documents = new Map<FlowId, FlowDocument>();
  return {
    documents,
    put: async (changed) => {
      for (const document of changed) {
        const known = documents.get(document.flowId);
        if (known === undefined || known.revision < document.revision) documents.set(document.flowId, document);
      }
    },
    search: async ({ blueprint, status, q, error, cursor = '', limit }) => {
      const found = [...documents.values()]
        .filter((document) => blueprint === undefined || document.blueprint === blueprint)
        .filter((document) => status === undefined || status.includes(document.status))
        .filter((document) => q === undefined || document.text.includes(q))
        .filter((document) => error === undefined || document.error === error)
        .sort((a, b) => (a.flowId < b.flowId ? -1 : 1))
        .filter(({ flowId }) => flowId > cursor);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return found.length > limit && last !== undefined ? { items, nextCursor: last.flowId } : { items };
    },
    counts: async () => {
      const counts = new Map<string, StatusCount>();
      for (const { blueprint, status } of documents.values()) {
        const key = `${blueprint} ${status}`;
        counts.set(key, { blueprint, status, count: (counts.get(key)?.count ?? 0) + 1 });
      }
      return [...counts.values()];
    },
    remove: async (flowId) => {
      documents.delete(flowId);
    },
  };
}
