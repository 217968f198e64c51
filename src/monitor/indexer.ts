import type { Flow } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { FlowDocument, FlowIndex } from '../ports/flow-index.ts';
import type { FlowStore } from '../ports/flow-store.ts';
import { catchUp } from './catch-up.ts';
import { flowDocument } from './flow-document.ts';

export interface IndexerParts {
  readonly flowIndex: FlowIndex;
  readonly flowStore: Pick<FlowStore, 'load' | 'openFlows' | 'latestFlows'>;
  readonly clock: Clock;
  /** Durable: until when everything is indexed. Undefined: nothing is, and all flows are read again. */
  readonly marker: IndexMarker;
  readonly onIndexed?: (documents: readonly FlowDocument[]) => void;
  readonly intervalMs?: number;
  readonly batchSize?: number;
  /** Flows that may wait for the index; what comes on top is found again later, in the store. */
  readonly maxPending?: number;
}
export interface IndexMarker {
  read(): Promise<number | undefined>;
  write(indexedUntil: number): Promise<void>;
}

/** Keeps the index up with the flows. It may lag; it never holds up the conductor, and its memory is bounded. */
export interface Indexer {
  /** Takes a stored state of a flow, as the conductor or the registry tells it. */
  readonly take: (flow: Flow, revision: number) => void;
  /** Indexes in the background what a crash left out. */
  readonly start: () => void;
  readonly lag: () => IndexLag;
  /** Resolves when the index holds everything that was taken before. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}
export interface IndexLag {
  readonly pending: number;
  /** Age of the oldest change that waits. */
  readonly behindMs: number;
  readonly isCatchingUp: boolean;
  /** Why the index takes nothing at present. */
  readonly fault?: string;
}

interface Pending {
  readonly revision: number;
  readonly since: number;
  readonly at: number;
  /** Of an open flow that may change again soon. */
  readonly flow?: Flow;
  readonly document?: FlowDocument;
}

const RETRY_MS = 1_000;
const MARK_EVERY_MS = 5_000;
/** At most this share of the time goes to the index while others wait for the processor. */
const SHARE = 0.25;

export function createIndexer(parts: IndexerParts): Indexer {
  const { flowIndex, flowStore, clock, marker, intervalMs = 200, batchSize = 250, maxPending = 4_000 } = parts;
  const pending = new Map<FlowId, Pending>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let catching: Promise<void> | undefined;
  /** From when on changes were turned away. */
  let gapSince: number | undefined;
  let markedAt = 0;
  let fault: string | undefined;
  let isStopped = false;

  function take(flow: Flow, revision: number): void {
    const known = pending.get(flow.id);
    if (known !== undefined && known.revision >= revision) return;
    const now = clock.now();
    if (known === undefined && pending.size >= maxPending) {
      gapSince ??= now;
      return;
    }
    const common = { revision, since: known?.since ?? now, at: now };
    // The document of an ended flow is final and small; the flow itself may be neither.
    const isFinal = flow.endedAt !== undefined;
    pending.set(flow.id, isFinal ? { ...common, document: flowDocument(flow, revision, now) } : { ...common, flow });
    schedule(intervalMs);
  }

  function schedule(delayMs: number): void {
    if (timer !== undefined || writing !== undefined || isStopped) return;
    timer = setTimeout(() => {
      timer = undefined;
      void writeBatch();
    }, delayMs);
    timer.unref();
  }

  function writeBatch(): Promise<void> {
    writing ??= putBatch().then((delayMs) => {
      writing = undefined;
      if (pending.size > 0) schedule(delayMs);
    });
    return writing;
  }

  /** Gives the pause before the next batch. */
  async function putBatch(): Promise<number> {
    const begun = clock.now();
    const batch = [...firstOf(pending, batchSize)];
    const documents = batch.map(([, entry]) => documentOf(entry));
    try {
      await flowIndex.put(documents);
      fault = undefined;
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
      return RETRY_MS;
    }
    for (const [flowId, entry] of batch) if (pending.get(flowId) === entry) pending.delete(flowId);
    parts.onIndexed?.(documents);
    if (pending.size === 0) await settle(begun);
    if (pending.size > maxPending / 2) return 0;
    return pending.size < batchSize ? intervalMs : (clock.now() - begun) * (1 / SHARE - 1);
  }

  async function settle(begun: number): Promise<void> {
    if (gapSince !== undefined && catching === undefined) {
      const since = gapSince;
      gapSince = undefined;
      begin(since);
    } else if (catching === undefined && begun - markedAt >= MARK_EVERY_MS) {
      await mark(begun);
    }
  }

  async function mark(indexedUntil: number): Promise<void> {
    markedAt = indexedUntil;
    await marker.write(indexedUntil).catch(() => undefined);
  }

  function begin(since: number): void {
    catching = catchUp({ flowIndex, flowStore, take, room, isStopped: () => isStopped }, since)
      .catch((error) => {
        fault = error instanceof Error ? error.message : String(error);
        gapSince = Math.min(gapSince ?? since, since);
      })
      .finally(() => {
        catching = undefined;
      });
  }

  async function room(): Promise<void> {
    while (pending.size > maxPending / 4 && !isStopped) await flushOnce();
  }

  async function flushOnce(): Promise<void> {
    await writeBatch();
    if (fault !== undefined) await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
  }

  return {
    take,
    start: () => {
      void marker
        .read()
        .catch(() => undefined)
        .then((indexedUntil) => begin(indexedUntil ?? 0));
    },
    lag: () => {
      const [oldest] = pending.values();
      return {
        pending: pending.size,
        behindMs: oldest === undefined ? 0 : clock.now() - oldest.since,
        isCatchingUp: catching !== undefined || gapSince !== undefined,
        ...(fault === undefined ? {} : { fault }),
      };
    },
    flush: async () => {
      await catching;
      while (pending.size > 0 && !isStopped) await flushOnce();
    },
    stop: async () => {
      clearTimeout(timer);
      await writing;
      const begun = clock.now();
      while (pending.size > 0) {
        await writeBatch();
        if (fault !== undefined) break;
      }
      const isComplete = pending.size === 0 && catching === undefined && gapSince === undefined;
      isStopped = true;
      clearTimeout(timer);
      await catching;
      if (isComplete) await mark(begun);
    },
  };
}

function* firstOf<K, V>(map: ReadonlyMap<K, V>, limit: number): Generator<[K, V]> {
  let count = 0;
  for (const entry of map) {
    if (count++ === limit) return;
    yield entry;
  }
}

function documentOf({ flow, revision, at, document }: Pending): FlowDocument {
  return document ?? flowDocument(flow as Flow, revision, at);
}
