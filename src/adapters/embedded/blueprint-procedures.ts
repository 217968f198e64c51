import type { DatabaseSync } from 'node:sqlite';

export interface VersionRow {
  readonly contentHash: string;
  readonly label: string | null;
  readonly source: string;
  readonly blueprint: string;
  readonly createdAt: number;
}

export function blueprintProcedures(database: DatabaseSync) {
  const sameContent = database.prepare('SELECT version FROM blueprint_versions WHERE name = ? AND content_hash = ?');
  const latest = database.prepare('SELECT max(version) AS version FROM blueprint_versions WHERE name = ?');
  const insert = database.prepare(
    'INSERT INTO blueprint_versions (name, version, content_hash, label, source, blueprint, created_at) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRecord = database.prepare('INSERT INTO blueprints (name, revision, record) VALUES (?, 1, ?)');
  const noteVersion = database.prepare(
    'UPDATE blueprints SET revision = revision + 1, ' +
      "record = json_set(record, '$.revision', revision + 1, '$.latestVersion', ?) WHERE name = ?",
  );
  const update = database.prepare('UPDATE blueprints SET revision = ?, record = ? WHERE name = ? AND revision = ?');

  return {
    /** `newRecord` becomes the name's record where there is none. */
    addVersion(
      name: string,
      row: VersionRow,
      newRecord: string,
    ): { readonly version: number; readonly added: boolean } {
      const same = sameContent.get(name, row.contentHash)?.['version'];
      if (same !== undefined) return { version: Number(same), added: false };
      const version = Number(latest.get(name)?.['version'] ?? 0) + 1;
      insert.run(name, version, row.contentHash, row.label, row.source, row.blueprint, row.createdAt);
      if (noteVersion.run(version, name).changes === 0) insertRecord.run(name, newRecord);
      return { version, added: true };
    },
    updateBlueprint(name: string, revision: number, record: string, expectedRevision: number): boolean {
      return update.run(revision, record, name, expectedRevision).changes > 0;
    },
  };
}
