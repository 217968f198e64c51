import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { inject } from 'vitest';
import { createTables } from '../../../src/adapters/dynamodb/create-tables.ts';
import { createDynamoClient, type DynamoClient } from '../../../src/adapters/dynamodb/dynamo-client.ts';
import { createObjectStore } from '../../../src/adapters/embedded/object-store.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';
import { temporaryDirectory } from '../../support/embedded.ts';

export interface TestTables {
  readonly client: DynamoClient;
  readonly prefix: string;
  readonly objects: ObjectStore;
  /** The same tables over new connections, as the next process has them. */
  readonly reconnect: () => Promise<TestTables>;
  readonly close: () => Promise<void>;
}

export function connect(endpoint = inject('dynamodb')): DynamoClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return createDynamoClient({ region: 'us-east-1', endpoint, credentials });
}

/** Tables of the test's own in DynamoDB Local, by default the run's; large texts lie in files. */
export async function openTestTables(endpoint = inject('dynamodb')): Promise<TestTables> {
  const prefix = `test-${randomUUID()}-`;
  const directory = temporaryDirectory();
  const objects = createObjectStore(directory);
  let client = connect(endpoint);
  await createTables(client, prefix);
  const tables = (): TestTables => ({ client, prefix, objects, reconnect, close });
  async function reconnect(): Promise<TestTables> {
    await client.close();
    client = connect(endpoint);
    return tables();
  }
  async function close(): Promise<void> {
    await client.close();
    rmSync(directory, { recursive: true, force: true });
  }
  return tables();
}
