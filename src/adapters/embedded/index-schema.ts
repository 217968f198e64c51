import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SfcError } from '../../errors/sfc-error.ts';

/** Another number means another form: the file is thrown away and built again from the flows. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    flow_id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    blueprint TEXT NOT NULL,
    status TEXT NOT NULL,
    error TEXT,
    started_at INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX newest ON documents (started_at, id);
  CREATE INDEX newest_of_blueprint ON documents (blueprint, started_at, id);
  CREATE INDEX newest_of_status ON documents (status, started_at, id);
  CREATE VIRTUAL TABLE texts USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61');
  CREATE TABLE counts (
    blueprint TEXT NOT NULL,
    status TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (blueprint, status)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
`;

/** Opens `index.db`. It holds nothing that the flows do not: a damaged or foreign one is replaced by an empty one. */
export function openIndexDatabase(file: string): DatabaseSync {
  try {
    return openChecked(file);
  } catch {
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    return openChecked(file);
  }
}

function openChecked(file: string): DatabaseSync {
  const isNew = !existsSync(file);
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096');
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version === 0 && isNew) database.exec(`BEGIN; ${SCHEMA}; PRAGMA user_version = ${VERSION}; COMMIT`);
    else if (version !== VERSION)
      throw new SfcError('SFC_STORE_CORRUPT', `index.db has version ${version}, not ${VERSION}.`);
    database.prepare('SELECT count(*) FROM counts').get();
    database.prepare('SELECT id, document FROM documents ORDER BY started_at DESC, id DESC LIMIT 10').all();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
