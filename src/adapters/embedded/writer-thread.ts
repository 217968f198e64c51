import { parentPort, workerData } from 'node:worker_threads';
import { connect, type DatabaseSettings } from './open-database.ts';
import type { Unit } from './procedures.ts';
import { openTransactions } from './transaction.ts';

// One message is one transaction; the next one holds all that arrived meanwhile.
const database = connect(workerData as DatabaseSettings);
const transact = openTransactions(database);
parentPort?.on('message', (units: readonly Unit[] | 'close') => {
  if (units === 'close') {
    database.close();
    parentPort?.close();
  } else {
    parentPort?.postMessage(transact(units));
  }
});
parentPort?.postMessage('ready');
