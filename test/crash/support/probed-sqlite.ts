import { DatabaseSync } from 'node:sqlite';
import type { CrashPlan } from './points.ts';
import type { Probe } from './probe.ts';

/** Puts the points of transactions into this thread's SQLite. */
export function probeSqlite(probe: Probe, plan: CrashPlan | undefined, isIndex: boolean): void {
  const { exec, prepare } = DatabaseSync.prototype;
  const isManual = plan?.point === 'checkpoint';

  DatabaseSync.prototype.exec = function (sql) {
    if (isIndex && sql === 'COMMIT') probe.pass('indexing');
    exec.call(this, sql);
    // The checkpoint at the point is the only one: it has pages to copy.
    if (isManual && sql.includes('wal_autocheckpoint')) exec.call(this, 'PRAGMA wal_autocheckpoint = 0');
  };
  DatabaseSync.prototype.prepare = function (sql, ...options) {
    const statement = prepare.call(this, sql, ...options);
    if (sql !== 'COMMIT') return statement;
    const run = statement.run.bind(statement);
    statement.run = () => {
      probe.pass('transaction');
      const result = { changes: 0, lastInsertRowid: 0 };
      probe.during('committing', () => Object.assign(result, run()));
      probe.during('checkpoint', () => {
        if (isManual) exec.call(this, 'PRAGMA wal_checkpoint(PASSIVE)');
      });
      return result;
    };
    return statement;
  };
}
