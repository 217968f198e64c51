import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { FlowQuery, StatusCount } from '../../ports/flow-index.ts';
import { toQuery, toWords } from './words.ts';

/** A document as it travels to the index's thread: what is searched by, and the whole as JSON. */
export interface DocumentRow {
  readonly flowId: string;
  readonly revision: number;
  readonly blueprint: string;
  readonly status: string;
  readonly error: string | null;
  readonly startedAt: number;
  readonly text: string;
  readonly document: string;
}
export interface IndexPage {
  readonly documents: readonly string[];
  readonly nextCursor?: string;
}

export function openIndexProcedures(database: DatabaseSync) {
  const find = database.prepare(
    "SELECT id, revision, blueprint, status, document ->> '$.text' AS text FROM documents WHERE flow_id = ?",
  );
  const insert = database.prepare(
    'INSERT INTO documents (flow_id, revision, blueprint, status, error, started_at, document) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare(
    'UPDATE documents SET revision = ?, blueprint = ?, status = ?, error = ?, started_at = ?, document = ? WHERE id = ?',
  );
  const remove = database.prepare('DELETE FROM documents WHERE id = ?');
  const insertText = database.prepare('INSERT INTO texts (rowid, words) VALUES (?, ?)');
  const removeText = database.prepare('DELETE FROM texts WHERE rowid = ?');
  const count = database.prepare(
    'INSERT INTO counts (blueprint, status, count) VALUES (?1, ?2, ?3) ' +
      'ON CONFLICT (blueprint, status) DO UPDATE SET count = count + ?3',
  );
  const selectCounts = database.prepare('SELECT blueprint, status, count FROM counts WHERE count > 0');
  const selectMark = database.prepare("SELECT value FROM marks WHERE name = 'indexed-until'");
  const setMark = database.prepare("INSERT OR REPLACE INTO marks (name, value) VALUES ('indexed-until', ?)");
  const searches = new Map<string, StatementSync>();

  function putOne(row: DocumentRow): void {
    const { flowId, revision, blueprint, status, error, startedAt, document } = row;
    const known = find.get(flowId);
    if (known === undefined) {
      const { lastInsertRowid } = insert.run(flowId, revision, blueprint, status, error, startedAt, document);
      insertText.run(lastInsertRowid, toWords(row.text));
      count.run(blueprint, status, 1);
      return;
    }
    if (Number(known['revision']) >= revision) return;
    const id = Number(known['id']);
    update.run(revision, blueprint, status, error, startedAt, document, id);
    if (known['text'] !== row.text) {
      removeText.run(id);
      insertText.run(id, toWords(row.text));
    }
    if (known['blueprint'] === blueprint && known['status'] === status) return;
    count.run(String(known['blueprint']), String(known['status']), -1);
    count.run(blueprint, status, 1);
  }
  function inTransaction(work: () => void): void {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  function statement(sql: string): StatementSync {
    let prepared = searches.get(sql);
    if (prepared === undefined) {
      prepared = database.prepare(sql);
      searches.set(sql, prepared);
    }
    return prepared;
  }

  return {
    put(rows: readonly DocumentRow[]): void {
      inTransaction(() => rows.forEach(putOne));
    },
    remove(flowId: string): void {
      const known = find.get(flowId);
      if (known === undefined) return;
      inTransaction(() => {
        remove.run(Number(known['id']));
        removeText.run(Number(known['id']));
        count.run(String(known['blueprint']), String(known['status']), -1);
      });
    },
    search(query: FlowQuery): IndexPage {
      const { where, values } = conditions(query);
      const limit = Math.max(1, query.limit);
      const sql =
        `SELECT id, started_at, document FROM documents ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ` +
        'ORDER BY started_at DESC, id DESC LIMIT ?';
      const rows = statement(sql).all(...values, limit + 1);
      const documents = rows.slice(0, limit).map((row) => String(row['document']));
      const last = rows[limit - 1];
      if (rows.length <= limit || last === undefined) return { documents };
      return { documents, nextCursor: `${Number(last['started_at']).toString(36)}.${Number(last['id']).toString(36)}` };
    },
    counts: () => selectCounts.all().map((row) => ({ ...row })) as unknown as readonly StatusCount[],
    readMark: (): number | null => {
      const value = selectMark.get()?.['value'];
      return value === undefined ? null : Number(value);
    },
    writeMark(indexedUntil: number): void {
      setMark.run(indexedUntil);
    },
  };
}
export type IndexProcedures = ReturnType<typeof openIndexProcedures>;

function conditions(query: FlowQuery): {
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
} {
  const where: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, ...operands: SQLInputValue[]) => {
    where.push(condition);
    values.push(...operands);
  };
  const { blueprint, status, q, error, from, to, cursor } = query;
  if (blueprint !== undefined) add('blueprint = ?', blueprint);
  if (status !== undefined) add(`status IN (${status.map(() => '?').join(', ')})`, ...status);
  if (error !== undefined) add('error = ?', error);
  if (from !== undefined) add('started_at >= ?', from);
  if (to !== undefined) add('started_at < ?', to);
  const terms = q === undefined ? undefined : toQuery(q);
  if (terms !== undefined) add('id IN (SELECT rowid FROM texts WHERE texts MATCH ?)', terms);
  if (cursor !== undefined) {
    const [startedAt = 0, id = 0] = cursor.split('.').map((part) => Number.parseInt(part, 36) || 0);
    add('(started_at, id) < (?, ?)', startedAt, id);
  }
  return { where, values };
}
