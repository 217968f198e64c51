import type { DatabaseSync } from 'node:sqlite';
import { openProcedures, type Unit } from './procedures.ts';
import { type StoreFault, toStoreFault } from './store-error.ts';

export interface Outcomes {
  readonly results: readonly unknown[];
  /** By unit; absent where none failed. */
  readonly faults?: readonly (StoreFault | undefined)[];
  readonly transactions: number;
}

/** Commits units together: one fsync for all. A unit that fails takes none of the others with it. */
export function openTransactions(database: DatabaseSync): (units: readonly Unit[]) => Outcomes {
  const procedures = openProcedures(database) as Record<string, (...args: readonly unknown[]) => unknown>;
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');

  function transact(units: readonly Unit[]): unknown[] {
    begin.run();
    try {
      const results = units.map(([name, ...args]) => procedures[name]?.(...args));
      commit.run();
      return results;
    } catch (error) {
      // SQLite has rolled back by itself after some errors (a full disk among them).
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  function transactSingly(units: readonly Unit[]): Outcomes {
    const results: unknown[] = [];
    const faults: (StoreFault | undefined)[] = [];
    for (const unit of units) {
      try {
        results.push(transact([unit])[0]);
        faults.push(undefined);
      } catch (error) {
        results.push(undefined);
        faults.push(toStoreFault(error));
      }
    }
    return { results, faults, transactions: units.length };
  }

  return (units) => {
    try {
      return { results: transact(units), transactions: 1 };
    } catch (error) {
      if (units.length > 1) return transactSingly(units);
      return { results: [undefined], faults: [toStoreFault(error)], transactions: 1 };
    }
  };
}
