import type {
  BlueprintRecord,
  BlueprintStore,
  BlueprintVersion,
  NewVersion,
  VersionSummary,
} from '../../ports/blueprint-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { type DynamoClient, type Item, isRefused } from './dynamo-client.ts';
import { createTextPacker, numberOf, stringOf } from './packed-text.ts';
import { BLUEPRINTS_TABLE } from './tables.ts';

export interface BlueprintStoreParts {
  readonly client: DynamoClient;
  readonly prefix: string;
  /** For documents that an item cannot hold. */
  readonly objects: ObjectStore;
}

const RECORDS = 'records';
const UNCHANGED = { ConditionExpression: 'revision = :expected' };

export function createBlueprintStore({ client, prefix, objects }: BlueprintStoreParts): BlueprintStore {
  const table = `${prefix}${BLUEPRINTS_TABLE.name}`;
  const packer = createTextPacker(objects);
  const keyOf = (kind: string, name: string) => ({ kind: { S: kind }, name: { S: name } });
  const versionKey = (name: string, version: number) => keyOf(`version#${name}`, String(version).padStart(9, '0'));
  const contentKey = (name: string, hash: string) => keyOf(`content#${name}`, hash);

  async function read(key: Item): Promise<Item | undefined> {
    const output = await client.call<{ Item?: Item }>('GetItem', { TableName: table, Key: key, ConsistentRead: true });
    return isRefused(output) ? undefined : output.Item;
  }
  async function readAll(kind: string, attributes?: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    let from: Item | undefined;
    do {
      const output = await client.call<{ Items: readonly Item[]; LastEvaluatedKey?: Item }>('Query', {
        TableName: table,
        KeyConditionExpression: 'kind = :kind',
        ExpressionAttributeValues: { ':kind': { S: kind } },
        ConsistentRead: true,
        ...(attributes !== undefined && { ProjectionExpression: attributes }),
        ...(from !== undefined && { ExclusiveStartKey: from }),
      });
      if (isRefused(output)) break;
      items.push(...output.Items);
      from = output.LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  }
  async function get(name: string): Promise<BlueprintRecord | undefined> {
    const item = await read(keyOf(RECORDS, name));
    return item === undefined ? undefined : recordOf(item);
  }
  const recordItem = (record: BlueprintRecord): Item => ({
    ...keyOf(RECORDS, record.name),
    revision: { N: String(record.revision) },
    record: { S: JSON.stringify(record) },
  });
  const atRevision = (revision: number) => ({
    ...UNCHANGED,
    ExpressionAttributeValues: { ':expected': { N: String(revision) } },
  });

  /** Version, content and record change together, or not at all: somebody else added a version meanwhile. */
  async function put(name: string, content: NewVersion, record: BlueprintRecord | undefined): Promise<boolean> {
    const version = (record?.latestVersion ?? 0) + 1;
    const next: BlueprintRecord = record
      ? { ...record, revision: record.revision + 1, latestVersion: version }
      : { name, revision: 1, latestVersion: 1, status: 'STOPPED', epoch: 0 };
    const { contentHash, source, blueprint, createdAt } = content;
    const isNew = { ConditionExpression: 'attribute_not_exists(kind)' };
    const versionItem = {
      ...versionKey(name, version),
      version: { N: String(version) },
      contentHash: { S: contentHash },
      createdAt: { N: String(createdAt) },
      ...(blueprint.Version !== undefined && { versionLabel: { S: blueprint.Version } }),
      body: await packer.pack(JSON.stringify({ source, blueprint }), `blueprints/${name}`),
    };
    const contentItem = { ...contentKey(name, contentHash), version: { N: String(version) } };
    const output = await client.call('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: table, Item: versionItem, ...isNew } },
        { Put: { TableName: table, Item: contentItem, ...isNew } },
        { Put: { TableName: table, Item: recordItem(next), ...(record ? atRevision(record.revision) : isNew) } },
      ],
    });
    return !isRefused(output);
  }

  return {
    async addVersion(name, content) {
      for (;;) {
        const same = await read(contentKey(name, content.contentHash));
        if (same !== undefined) return { version: numberOf(same['version']), added: false };
        const record = await get(name);
        if (await put(name, content, record)) return { version: (record?.latestVersion ?? 0) + 1, added: true };
      }
    },
    async version(name, version): Promise<BlueprintVersion | undefined> {
      const item = await read(versionKey(name, version));
      if (item === undefined) return undefined;
      const body = JSON.parse(await packer.unpack(item['body'])) as Pick<NewVersion, 'source' | 'blueprint'>;
      const contentHash = stringOf(item['contentHash']) ?? '';
      return { name, version, contentHash, ...body, createdAt: numberOf(item['createdAt']) };
    },
    async versions(name) {
      const items = await readAll(`version#${name}`, 'version, contentHash, createdAt, versionLabel');
      return items.map((item): VersionSummary => {
        const label = stringOf(item['versionLabel']);
        return {
          version: numberOf(item['version']),
          contentHash: stringOf(item['contentHash']) ?? '',
          ...(label !== undefined && { label }),
          createdAt: numberOf(item['createdAt']),
        };
      });
    },
    get,
    list: async () => (await readAll(RECORDS)).map(recordOf),
    async update(record, expectedRevision) {
      const output = await client.call('PutItem', {
        TableName: table,
        Item: recordItem(record),
        ...atRevision(expectedRevision),
      });
      return !isRefused(output);
    },
  };
}

function recordOf(item: Item): BlueprintRecord {
  return JSON.parse(stringOf(item['record']) ?? '') as BlueprintRecord;
}
