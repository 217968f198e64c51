import type { DatabaseSync } from 'node:sqlite';
import type { Blueprint } from '../../asl/blueprint.ts';
import type { BlueprintRecord, BlueprintStore, BlueprintVersion, VersionSummary } from '../../ports/blueprint-store.ts';
import { corruptFile, guarded } from './store-error.ts';
import type { Writer } from './writer.ts';

export interface BlueprintStoreParts {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly writer: Writer;
}

export function createBlueprintStore({ file, database, writer }: BlueprintStoreParts): BlueprintStore {
  const selectVersion = database.prepare(
    'SELECT content_hash, source, blueprint, created_at FROM blueprint_versions WHERE name = ? AND version = ?',
  );
  const selectVersions = database.prepare(
    'SELECT version, content_hash, label, created_at FROM blueprint_versions WHERE name = ? ORDER BY version',
  );
  const selectRecord = database.prepare('SELECT record FROM blueprints WHERE name = ?');
  const selectRecords = database.prepare('SELECT record FROM blueprints ORDER BY name');

  function parse<T>(text: unknown, what: string): T {
    try {
      return JSON.parse(String(text)) as T;
    } catch (cause) {
      throw corruptFile(file, `${what} cannot be read`, cause);
    }
  }

  return {
    addVersion(name, { contentHash, source, blueprint, createdAt }) {
      const record: BlueprintRecord = { name, revision: 1, latestVersion: 1, status: 'STOPPED', epoch: 0 };
      const row = {
        contentHash,
        label: blueprint.Version ?? null,
        source,
        blueprint: JSON.stringify(blueprint),
        createdAt,
      };
      return writer.submit('addVersion', name, row, JSON.stringify(record));
    },
    async version(name, version): Promise<BlueprintVersion | undefined> {
      const row = guarded(file, () => selectVersion.get(name, version));
      if (row === undefined) return undefined;
      return {
        name,
        version,
        contentHash: String(row['content_hash']),
        source: String(row['source']),
        blueprint: parse<Blueprint>(row['blueprint'], `version ${version} of blueprint ${name}`),
        createdAt: Number(row['created_at']),
      };
    },
    async versions(name) {
      return guarded(file, () => selectVersions.all(name)).map((row): VersionSummary => {
        const label = row['label'];
        return {
          version: Number(row['version']),
          contentHash: String(row['content_hash']),
          ...(typeof label === 'string' ? { label } : {}),
          createdAt: Number(row['created_at']),
        };
      });
    },
    async get(name) {
      const row = guarded(file, () => selectRecord.get(name));
      return row === undefined ? undefined : parse<BlueprintRecord>(row['record'], `the record of blueprint ${name}`);
    },
    async list() {
      return guarded(file, () => selectRecords.all()).map((row) =>
        parse<BlueprintRecord>(row['record'], 'a blueprint'),
      );
    },
    update(record, expectedRevision) {
      return writer.submit('updateBlueprint', record.name, record.revision, JSON.stringify(record), expectedRevision);
    },
  };
}
