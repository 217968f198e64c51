import { join, resolve } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { FlowStore } from '../../ports/flow-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { Timers } from '../../ports/timers.ts';
import { lockDirectory } from './directory-lock.ts';
import { createFlowNumbers } from './flow-numbers.ts';
import { createFlowStore } from './flow-store.ts';
import { createHistoryStore } from './history-store.ts';
import { type BusSettings, createMessageBus, type EmbeddedBus } from './message-bus.ts';
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
    return await openLocked({ ...options, directory }, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(
  { directory, clock, maxPages, bus: bus_ }: EmbeddedOptions,
  release: () => void,
): Promise<Embedded> {
  const file = join(directory, 'sfc.db');
  const settings = maxPages === undefined ? { file } : { file, maxPages };
  const database = openDatabase(settings);
  const writer = await openWriter(database, settings);
  const numbers = createFlowNumbers(database);
  const parts = { file, database, writer, numbers, clock };
  const timers = createTimers(parts);
  const bus = createMessageBus({ ...parts, settings: { ...BUS_DEFAULTS, ...bus_ } });
  const flowStore = createFlowStore({
    ...parts,
    onTimersStored: timers.noteStored,
    onRemoved: () => Promise.resolve(),
  });
  let closing: Promise<void> | undefined;
  return {
    flowStore,
    historyStore: createHistoryStore(parts),
    timers,
    bus,
    statistics: () => writer.statistics(),
    close: () => {
      closing ??= (async () => {
        await timers.stop();
        await bus.close();
        await writer.close();
        database.close();
        release();
      })();
      return closing;
    },
  };
}
