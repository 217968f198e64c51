import type { DatabaseSync } from 'node:sqlite';
import { blueprintProcedures } from './blueprint-procedures.ts';
import { correlationProcedures } from './correlation-procedures.ts';
import { flowProcedures } from './flow-procedures.ts';
import { recordProcedures } from './record-procedures.ts';
import { timerProcedures } from './timer-procedures.ts';

/** Every write of the store, by name. One runs inside a transaction, on whichever thread holds `database`. */
export function openProcedures(database: DatabaseSync) {
  return {
    ...flowProcedures(database),
    ...timerProcedures(database),
    ...recordProcedures(database),
    ...blueprintProcedures(database),
    ...correlationProcedures(database),
  };
}

export type Procedures = ReturnType<typeof openProcedures>;
export type ProcedureName = keyof Procedures;

/** One call: all of it is stored, or nothing. Only plain data, for it may cross to the writer's thread. */
export type Unit = readonly [name: ProcedureName, ...args: readonly unknown[]];
