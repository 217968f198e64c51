import { join, resolve } from 'node:path';
import type { BlueprintStore } from '../../ports/blueprint-store.ts';
import type { Claims } from '../../ports/claims.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Correlations } from '../../ports/correlations.ts';
import type { FlowIndex } from '../../ports/flow-index.ts';
import type { FlowStore } from '../../ports/flow-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { Timers } from '../../ports/timers.ts';
import { createBlueprintStore } from './blueprint-store.ts';
import type { BusSettings } from './bus-settings.ts';
import { createCorrelations } from './correlations.ts';
import { lockDirectory } from './directory-lock.ts';
import { type IndexMark, openFlowIndex } from './flow-index.ts';
import { createFlowNumbers } from './flow-numbers.ts';
import { createFlowStore } from './flow-store.ts';
import { createHistoryStore } from './history-store.ts';
import { createMessageBus, type EmbeddedBus } from './message-bus.ts';
import { createObjectStore } from './object-store.ts';
import { openDatabase } from './open-database.ts';
import { createTimers } from './timers.ts';
import type { WriteStatistics } from './write-statistics.ts';
import { openWriter } from './writer.ts';

export interface EmbeddedOptions {
  /** Made where there is none; held against other processes until `close`. */
  readonly directory: string;
  readonly clock: Clock;
  /** Stands in for a full disk: the database holds no more pages (of 8 KiB) than this. */
  readonly maxPages?: number;
  readonly bus?: Partial<BusSettings>;
}

/** All ports of one process, on one directory. */
export interface Embedded {
  readonly flowStore: FlowStore;
  readonly historyStore: HistoryStore;
  readonly timers: Timers;
  readonly bus: EmbeddedBus;
  readonly blueprintStore: BlueprintStore;
  readonly correlations: Correlations;
  readonly claims: Claims;
  readonly objectStore: ObjectStore;
  readonly flowIndex: FlowIndex;
  readonly indexMark: IndexMark;
  statistics(): WriteStatistics;
  /** Ends deliveries and timers, stores what waits and releases the directory. */
  close(): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;

const BUS_DEFAULTS: BusSettings = {
  partitions: () => 4,
  // The conductor's own topics are done when they are read; users' topics and dead letters can be read again.
  retentionMs: (topic) => (topic.startsWith('sfc.') && topic !== 'sfc.dead-letters' ? 0 : 7 * DAY_MS),
  leaseMs: 30_000,
  memory: { records: 4_096, characters: 4 * 1024 * 1024 },
};

/** Throws `SFC_STORE_BUSY`, `SFC_STORE_CORRUPT` or `SFC_STORE_UNAVAILABLE` where the directory cannot be used. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const directory = resolve(options.directory);
  const lock = lockDirectory(directory);
  try {
    return openLocked({ ...options, directory }, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openLocked({ directory, clock, maxPages, bus: busSettings }: EmbeddedOptions, release: () => void): Embedded {
  const file = join(directory, 'sfc.db');
  const settings = maxPages === undefined ? { file } : { file, maxPages };
  const database = openDatabase(settings);
  const writer = openWriter(database, settings);
  const index = openFlowIndex(join(directory, 'index.db'));
  const objectStore = createObjectStore(join(directory, 'objects'));
  const parts = { file, database, writer, clock, numbers: createFlowNumbers(database) };
  const timers = createTimers(parts);
  const bus = createMessageBus({ ...parts, settings: { ...BUS_DEFAULTS, ...busSettings } });
  const correlations = createCorrelations(parts);
  const flowStore = createFlowStore({
    ...parts,
    onTimersStored: timers.noteStored,
    onRemoved: async (flowId) => {
      await objectStore.removeAll(`${flowId}/`);
      // The index never decides: that it fails must not fail the removal.
      await index.flowIndex.remove(flowId).catch(() => undefined);
    },
  });
  let closing: Promise<void> | undefined;
  /** What is opened last is closed first, whatever becomes of the others: a thread left behind would keep the process. */
  async function closeAll(): Promise<void> {
    await using opened = new AsyncDisposableStack();
    opened.defer(release);
    opened.defer(() => database.close());
    opened.defer(() => index.close());
    opened.defer(() => writer.close());
    opened.defer(() => correlations.close());
    opened.defer(() => bus.close());
    opened.defer(() => timers.stop());
  }
  return {
    flowStore,
    historyStore: createHistoryStore(parts),
    timers,
    bus,
    blueprintStore: createBlueprintStore(parts),
    correlations,
    claims: { claim: (flowId, token) => writer.submit('claim', flowId, token) },
    objectStore,
    flowIndex: index.flowIndex,
    indexMark: index.indexMark,
    statistics: () => writer.statistics(),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}
