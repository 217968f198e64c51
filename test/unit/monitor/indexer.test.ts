import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FlowId } from '../../../src/engine/ids.ts';
import { createIndexer, type Indexer } from '../../../src/monitor/indexer.ts';
import type { FlowDocument } from '../../../src/ports/flow-index.ts';
import { memoryFlowIndex } from '../../support/memory-flow-index.ts';
import { memoryFlowStore } from '../../support/memory-ports.ts';
import { sampleFlow } from '../../support/sample-flow.ts';

const index = memoryFlowIndex();
const store = memoryFlowStore();
let marked: number | undefined;
let indexed: FlowDocument[];
let now: number;

beforeEach(() => {
  index.documents.clear();
  store.flows.clear();
  marked = undefined;
  indexed = [];
  now = 100_000;
  vi.restoreAllMocks();
});

const indexer = (options: { maxPending?: number } = {}): Indexer =>
  createIndexer({
    flowIndex: index,
    flowStore: store,
    clock: { now: () => now },
    marker: {
      read: async () => marked,
      write: async (until) => {
        marked = until;
      },
    },
    onIndexed: (documents) => indexed.push(...documents),
    intervalMs: 1,
    ...options,
  });

describe('indexer', () => {
  it('writes the latest of several changes once', async () => {
    const subject = indexer();
    const flow = sampleFlow();
    subject.take(flow, 1);
    subject.take({ ...flow, status: 'SUCCEEDED', endedAt: 2 }, 3);
    subject.take(flow, 2);
    expect(subject.lag()).toMatchObject({ pending: 1 });
    await subject.flush();
    expect(indexed.map(({ revision, status }) => [revision, status])).toEqual([[3, 'SUCCEEDED']]);
    expect(subject.lag()).toEqual({ pending: 0, behindMs: 0, isCatchingUp: false });
    await subject.stop();
  });

  it('keeps what the index refused, says so, and tries again', async () => {
    const subject = indexer();
    const put = vi.spyOn(index, 'put').mockRejectedValueOnce(new Error('disk'));
    const flow = sampleFlow();
    subject.take(flow, 1);
    await vi.waitFor(() => expect(subject.lag().fault).toBe('disk'));
    put.mockRestore();
    await subject.flush();
    expect(index.documents.get(flow.id)?.revision).toBe(1);
    expect(subject.lag().fault).toBeUndefined();
    await subject.stop();
  });

  it('turns away what is too much, and finds it in the store later', async () => {
    const subject = indexer({ maxPending: 3 });
    const flows = Array.from({ length: 10 }, () => sampleFlow({ status: 'SUCCEEDED', endedAt: now, acceptedAt: now }));
    for (const flow of flows) {
      store.put(flow);
      subject.take(flow, 1);
    }
    expect(subject.lag()).toMatchObject({ pending: 3, isCatchingUp: true });
    await vi.waitFor(() => expect(index.documents.size).toBe(10));
    await vi.waitFor(() => expect(subject.lag()).toMatchObject({ pending: 0, isCatchingUp: false }));
    await subject.stop();
  });

  it('marks until when everything is indexed, and reads nothing again after a clean stop', async () => {
    const subject = indexer();
    subject.take(sampleFlow(), 1);
    await subject.stop();
    expect(marked).toBe(100_000);
  });

  it('after a crash finds the open, the believed open and the latest flows', async () => {
    const open = sampleFlow({ id: 'open' as FlowId, acceptedAt: 1 });
    const stale = sampleFlow({ id: 'stale' as FlowId, acceptedAt: 2 });
    const old = sampleFlow({ id: 'old' as FlowId, acceptedAt: 3, status: 'SUCCEEDED', endedAt: 3 });
    const early = sampleFlow({ id: 'early' as FlowId, acceptedAt: 4, status: 'SUCCEEDED', endedAt: 3 });
    const latest = sampleFlow({ id: 'latest' as FlowId, acceptedAt: 99_000, status: 'SUCCEEDED', endedAt: 99_001 });
    const before = indexer();
    before.take(stale, 1);
    await before.stop();
    const staleNow = { ...stale, status: 'FAILED', endedAt: 99_000 } as const;
    for (const flow of [open, staleNow, old, early, latest]) store.put(flow, 5);
    indexed = [];

    const subject = indexer();
    subject.start();
    await vi.waitFor(() => expect(index.documents.size).toBe(4));
    await subject.flush();
    expect([...index.documents.keys()].sort()).toEqual(['early', 'latest', 'open', 'stale']);
    expect(index.documents.get(stale.id)?.status).toBe('FAILED');
    await subject.stop();
  });

  it('reads every flow where nothing was ever marked', async () => {
    for (let number = 0; number < 450; number++) {
      store.put(sampleFlow({ status: 'SUCCEEDED', acceptedAt: number, endedAt: number }));
    }
    const subject = indexer({ maxPending: 100 });
    subject.start();
    await vi.waitFor(() => expect(index.documents.size).toBe(450));
    await subject.stop();
  });
});
