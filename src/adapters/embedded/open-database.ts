import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { APPLICATION_ID, migrationsFrom, SCHEMA_VERSION } from './schema.ts';
import { corruptFile, guarded } from './store-error.ts';

export interface DatabaseSettings {
  readonly file: string;
  /** Stands in for a full disk. */
  readonly maxPages?: number;
}

const PAGE_BYTES = 8192;
/** 4 MB: checkpoints long enough apart to write a hot page once, short enough (3 ms) not to show at p99. */
const CHECKPOINT_PAGES = 512;
const FULL_CHECK_BYTES = 16 * 1024 * 1024;

/** A connection to `sfc.db`; every thread has its own, and only one of them writes at a time. */
export function connect({ file, maxPages }: DatabaseSettings): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  database.exec(`
    PRAGMA page_size = ${PAGE_BYTES};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${64 * 1024 * 1024};
    PRAGMA cache_size = -8192;
    PRAGMA temp_store = MEMORY;
  `);
  if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages}`);
  return database;
}

/** Opens `sfc.db`, creates it where there is none, and migrates it. Never replaces a file that it cannot read. */
export function openDatabase(settings: DatabaseSettings): DatabaseSync {
  const { file } = settings;
  return guarded(file, () => {
    const isNew = isMissing(file);
    checkLog(file, isNew);
    const database = connect(settings);
    try {
      migrate(database, file, isNew);
      if (!isNew) check(database, file);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

function isMissing(file: string): boolean {
  return !existsSync(file) || statSync(file).size === 0;
}

/**
 * SQLite drops a write-ahead log whose file is gone, and one that it cannot read, without a word: what was accepted last would be
 * lost. A log that holds zeros only was never written to.
 */
function checkLog(file: string, isNew: boolean): void {
  const log = `${file}-wal`;
  if (isMissing(log)) return;
  if (isNew) throw corruptFile(file, `it is missing or empty while ${log} holds what was accepted last`);
  const magic = firstNumber(log);
  if (magic === 0 || LOG_MAGIC.has(magic)) return;
  throw corruptFile(file, `${log}, which holds what was accepted last, is no write-ahead log`);
}

function firstNumber(file: string): number {
  const start = Buffer.alloc(4);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  return start.readUInt32BE();
}

/** For checksums over little-endian and over big-endian words. */
const LOG_MAGIC: ReadonlySet<number> = new Set([0x377f0682, 0x377f0683]);

function migrate(database: DatabaseSync, file: string, isNew: boolean): void {
  const applicationId = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  if (!isNew && applicationId !== APPLICATION_ID && !(applicationId === 0 && version === 0 && isEmpty(database))) {
    throw corruptFile(file, 'it is a SQLite file of another program');
  }
  if (version > SCHEMA_VERSION) {
    throw corruptFile(file, `it was written by a newer SFC (schema ${version}, this one knows ${SCHEMA_VERSION})`);
  }
  if (version === SCHEMA_VERSION) return;
  database.exec('BEGIN IMMEDIATE');
  for (const migration of migrationsFrom(version)) database.exec(migration);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}

/** A whole check takes as long as reading the file: only small files get it. Larger ones are judged page by page, in use. */
function check(database: DatabaseSync, file: string): void {
  if (statSync(file).size > FULL_CHECK_BYTES) return;
  const [result] = database.prepare('PRAGMA quick_check(1)').all();
  if (result?.['quick_check'] !== 'ok') throw corruptFile(file, String(result?.['quick_check']));
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
