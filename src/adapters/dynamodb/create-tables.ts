import type { DynamoClient } from './dynamo-client.ts';
import { TABLES, type TableDefinition } from './tables.ts';

/** Makes the tables that are missing: where no infrastructure code does, on a laptop and in tests. */
export async function createTables(client: DynamoClient, prefix: string): Promise<void> {
  await Promise.all(TABLES.map((table) => client.call('CreateTable', createTableInput(table, prefix))));
}

function createTableInput({ name, hashKey, rangeKey, indexes }: TableDefinition, prefix: string): object {
  const keys = new Set([hashKey, rangeKey, ...indexes.flatMap((index) => [index.hashKey, index.rangeKey])]);
  return {
    TableName: `${prefix}${name}`,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...keys].map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    KeySchema: keySchema(hashKey, rangeKey),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(({ attributes, ...index }) => ({
        IndexName: index.name,
        KeySchema: keySchema(index.hashKey, index.rangeKey),
        Projection:
          attributes.length === 0
            ? { ProjectionType: 'KEYS_ONLY' }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: attributes },
      })),
    }),
  };
}

function keySchema(hashKey: string, rangeKey: string): object {
  return [
    { AttributeName: hashKey, KeyType: 'HASH' },
    { AttributeName: rangeKey, KeyType: 'RANGE' },
  ];
}
