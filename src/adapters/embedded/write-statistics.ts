import { statSync } from 'node:fs';

/** Since the store was opened. One transaction is one fsync of the log; checkpoints come on top. */
export interface WriteStatistics {
  readonly transactions: number;
  /** Calls that were committed, each of one or more rows. */
  readonly units: number;
  readonly rows: number;
  /** How many transactions held 1, 2, 3–4, 5–8, 9–16 … units: by the power of two that bounds them. */
  readonly unitsPerTransaction: { readonly [atMost: string]: number };
  /** What the database and its log occupy now. */
  readonly fileBytes: number;
}

export function createWriteCounters() {
  let transactions = 0;
  let units = 0;
  let rows = 0;
  const histogram = new Map<number, number>();
  return {
    count(batchUnits: number, batchTransactions: number): void {
      transactions += batchTransactions;
      units += batchUnits;
      const atMost = 2 ** Math.ceil(Math.log2(Math.max(1, batchUnits / batchTransactions)));
      histogram.set(atMost, (histogram.get(atMost) ?? 0) + batchTransactions);
    },
    countRows(count: number): void {
      rows += count;
    },
    read: (file: string): WriteStatistics => ({
      transactions,
      units,
      rows,
      unitsPerTransaction: Object.fromEntries(histogram),
      fileBytes: sizeOf(file) + sizeOf(`${file}-wal`),
    }),
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
