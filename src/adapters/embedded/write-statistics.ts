/** Since the store was opened. One transaction is one fsync of the log; checkpoints come on top. */
export interface WriteStatistics {
  readonly transactions: number;
  /** Calls that were committed, each of one or more rows. */
  readonly units: number;
  /** How many transactions held 1, 2, 3–4, 5–8, 9–16 … units: by the power of two that bounds them. */
  readonly unitsPerTransaction: { readonly [atMost: string]: number };
}

export function createWriteCounters() {
  let transactions = 0;
  let units = 0;
  const histogram = new Map<number, number>();
  return {
    count(batchUnits: number, batchTransactions: number): void {
      transactions += batchTransactions;
      units += batchUnits;
      const atMost = 2 ** Math.ceil(Math.log2(Math.max(1, batchUnits / batchTransactions)));
      histogram.set(atMost, (histogram.get(atMost) ?? 0) + batchTransactions);
    },
    read: (): WriteStatistics => ({ transactions, units, unitsPerTransaction: Object.fromEntries(histogram) }),
  };
}
