import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** One shape of work: what a flow writes in its life, and how many flows are in flight. */
export interface CommitLoad {
  /** Transitions per transaction: flows in flight. */
  readonly batch: number;
  /** Characters of a flow's state and of one history segment. */
  readonly stateCharacters: number;
  readonly segmentCharacters: number;
  /** Transitions of one flow, after its creation. */
  readonly transitionsPerFlow: number;
  readonly seconds: number;
}
export interface CommitFigures {
  readonly transitionsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

/**
 * The raw limit: the same rows (state updated, segment inserted) in the same batches on bare node:sqlite, one thread,
 * `synchronous=FULL`, and nothing else.
 */
export function measureRawSqlite(load: CommitLoad): CommitFigures {
  const directory = mkdtempSync(join(tmpdir(), 'sfc-raw-'));
  const database = new DatabaseSync(join(directory, 'raw.db'));
  try {
    database.exec(`
      PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 512;
      CREATE TABLE flows (number INTEGER PRIMARY KEY, flow_id TEXT UNIQUE, revision INTEGER, body TEXT);
      CREATE TABLE segments (key INTEGER PRIMARY KEY, body TEXT);
    `);
    return measure(database, load);
  } finally {
    database.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function measure(database: DatabaseSync, load: CommitLoad): CommitFigures {
  const { batch, transitionsPerFlow, seconds } = load;
  const insert = database.prepare('INSERT INTO flows (flow_id, revision, body) VALUES (?, 0, ?)');
  const update = database.prepare(
    'UPDATE flows SET revision = revision + 1, body = ? WHERE number = ? AND revision = ?',
  );
  const append = database.prepare('INSERT INTO segments (key, body) VALUES (?, ?)');
  const state = 's'.repeat(load.stateCharacters);
  const segment = 'h'.repeat(load.segmentCharacters);
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  for (let first = 1; performance.now() < end; first += batch) {
    database.exec('BEGIN IMMEDIATE');
    for (let flow = first; flow < first + batch; flow += 1) insert.run(`flow-${flow}`.padEnd(36, '.'), state);
    database.exec('COMMIT');
    for (let revision = 0; revision < transitionsPerFlow; revision += 1) {
      const begun = performance.now();
      database.exec('BEGIN IMMEDIATE');
      for (let flow = first; flow < first + batch; flow += 1) {
        update.run(state, flow, revision);
        append.run(flow * 2 ** 22 + revision, segment);
      }
      database.exec('COMMIT');
      times.push(performance.now() - begun);
    }
  }
  return figures(times, batch, seconds);
}

export function figures(times: number[], batch: number, seconds: number): CommitFigures {
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(3));
  return {
    transitionsPerSecond: Math.round((times.length * batch) / seconds),
    p50Milliseconds: at(0.5),
    p99Milliseconds: at(0.99),
  };
}
