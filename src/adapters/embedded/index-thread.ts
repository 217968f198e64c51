import { parentPort, workerData } from 'node:worker_threads';
import { openIndexProcedures } from './index-procedures.ts';
import { openIndexDatabase } from './index-schema.ts';
import { toStoreFault } from './store-error.ts';

// Searches and their writes take as long as they take here: the conductor's thread never waits for them.
const database = openIndexDatabase(String(workerData));
const procedures = openIndexProcedures(database) as Record<string, (argument: unknown) => unknown>;

parentPort?.on('message', ([id, name, argument]: readonly [number, string, unknown]) => {
  if (name === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage([id, procedures[name]?.(argument)]);
  } catch (error) {
    parentPort?.postMessage([id, undefined, toStoreFault(error)]);
  }
});
