import { SfcError } from '../errors/sfc-error.ts';
import type { BlueprintRecord, BlueprintStore } from '../ports/blueprint-store.ts';

export interface Condition {
  /** Only change the record if it still has this revision; else `SFC_PRECONDITION_FAILED`. */
  readonly expectedRevision?: number;
}

/** The blueprints' records, with what this process last saw of each kept in memory for the hot path. */
export interface Records {
  /** A consistent read. Rejects with `SFC_UNKNOWN_BLUEPRINT`. */
  get(name: string): Promise<BlueprintRecord>;
  find(name: string): Promise<BlueprintRecord | undefined>;
  /** What this process last saw. */
  readonly peek: (name: string) => BlueprintRecord | undefined;
  list(): Promise<readonly BlueprintRecord[]>;
  /** Replaces the record by what `change` makes of it; the same object given back changes nothing. */
  change(
    name: string,
    condition: Condition,
    change: (record: BlueprintRecord) => BlueprintRecord | Promise<BlueprintRecord>,
  ): Promise<BlueprintRecord>;
}

const MAX_CONFLICTS = 20;

export function createRecords(store: BlueprintStore): Records {
  const seen = new Map<string, BlueprintRecord>();

  function remember(record: BlueprintRecord): BlueprintRecord {
    const known = seen.get(record.name);
    if (known === undefined || known.revision <= record.revision) seen.set(record.name, record);
    return record;
  }

  async function find(name: string): Promise<BlueprintRecord | undefined> {
    const record = await store.get(name);
    return record === undefined ? undefined : remember(record);
  }

  async function get(name: string): Promise<BlueprintRecord> {
    const record = await find(name);
    if (record !== undefined) return record;
    throw new SfcError('SFC_UNKNOWN_BLUEPRINT', `There is no blueprint ${JSON.stringify(name)}.`, {
      details: { blueprint: name },
    });
  }

  return {
    get,
    find,
    peek: (name) => seen.get(name),
    list: async () => (await store.list()).map(remember),
    change: async (name, condition, change) => {
      for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
        const record = await get(name);
        checkRevision(record, condition);
        const next = await change(record);
        if (next === record) return record;
        const updated = { ...next, revision: record.revision + 1 };
        if (await store.update(updated, record.revision)) return remember(updated);
      }
      throw new SfcError('SFC_PRECONDITION_FAILED', `Others keep changing the blueprint ${name}.`);
    },
  };
}

export function checkRevision(record: BlueprintRecord, condition: Condition): void {
  const { expectedRevision } = condition;
  if (expectedRevision === undefined || expectedRevision === record.revision) return;
  throw new SfcError(
    'SFC_PRECONDITION_FAILED',
    `The blueprint ${record.name} is at revision ${record.revision}, not ${expectedRevision}.`,
    { details: { blueprint: record.name, revision: record.revision, expectedRevision } },
  );
}
