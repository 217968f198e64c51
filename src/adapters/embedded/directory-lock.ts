import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SfcError } from '../../errors/sfc-error.ts';
import { toSfcError, toStoreFault } from './store-error.ts';

/** Held by the operating system for this process: it vanishes with it, however it ends. */
export interface DirectoryLock {
  readonly release: () => void;
}

/** Makes the directory where there is none. Throws `SFC_STORE_BUSY` at once where another process holds it. */
export function lockDirectory(directory: string): DirectoryLock {
  makeDirectory(directory);
  const file = join(directory, 'lock.db');
  const pidFile = join(directory, 'lock.pid');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    writeFileSync(pidFile, String(process.pid));
  } catch (error) {
    database?.close();
    const fault = toSfcError(toStoreFault(error), file);
    throw fault.code === 'SFC_STORE_BUSY' ? busy(directory, pidFile) : fault;
  }
  const held = database;
  return {
    release: () => {
      // Before the lock goes: afterwards the file may be the next holder's.
      removePid(pidFile);
      held.close();
    },
  };
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new SfcError('SFC_STORE_UNAVAILABLE', `The data directory ${directory} cannot be made: ${String(cause)}.`, {
      cause,
      details: { directory },
    });
  }
}

function busy(directory: string, pidFile: string): SfcError {
  const pid = readPid(pidFile);
  const holder = pid === undefined ? 'Another process' : `Process ${pid}`;
  return new SfcError('SFC_STORE_BUSY', `${holder} holds the data directory ${directory}.`, {
    details: { directory, ...(pid === undefined ? {} : { pid }) },
  });
}

/** The file only tells people who holds the lock: one that stays does no harm. */
function removePid(pidFile: string): void {
  try {
    rmSync(pidFile, { force: true });
  } catch {
    // The lock itself must be released all the same.
  }
}

function readPid(pidFile: string): number | undefined {
  try {
    return Number(readFileSync(pidFile, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
