import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Copies the finished flows of a closed directory, histories included, until there are `count` of them. */
export function multiplyFlows(directory: string, count: number): void {
  const database = new DatabaseSync(join(directory, 'sfc.db'));
  database.exec('PRAGMA synchronous = OFF');
  for (;;) {
    const { number } = database.prepare('SELECT count(*) AS number FROM flows').get() as { number: number };
    if (number >= count) break;
    const take = Math.min(number, count - number);
    const { shift } = database.prepare('SELECT max(number) AS shift FROM flows').get() as { shift: number };
    database.exec('BEGIN');
    database
      .prepare(
        `INSERT INTO flows (number, flow_id, blueprint, status, revision, input_hash, body)
         SELECT number + ?1, lower(hex(randomblob(16))), blueprint, status, revision, input_hash, body FROM flows WHERE number <= ?2`,
      )
      .run(shift, take);
    database
      .prepare(
        'INSERT INTO segments (key, last_event, body) SELECT key + ?1 * 4194304, last_event, body FROM segments WHERE key < (?2 + 1) * 4194304',
      )
      .run(shift, take);
    database.exec('COMMIT');
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Mean characters of a stored flow and of a history segment. */
export function rowSizes(directory: string): { stateCharacters: number; segmentCharacters: number } {
  const database = new DatabaseSync(join(directory, 'sfc.db'), { readOnly: true });
  const mean = (table: string) => {
    const row = database
      .prepare(`SELECT avg(length(body)) AS size FROM (SELECT body FROM ${table} ORDER BY rowid DESC LIMIT 2000)`)
      .get();
    return Math.round(Number(row?.['size']));
  };
  const sizes = { stateCharacters: mean('flows'), segmentCharacters: mean('segments') };
  database.close();
  return sizes;
}
