import { createBlueprintStore } from '../../src/adapters/dynamodb/blueprint-store.ts';
import { createClaims } from '../../src/adapters/dynamodb/claims.ts';
import { createCorrelations } from '../../src/adapters/dynamodb/correlations.ts';
import { createFlowStore } from '../../src/adapters/dynamodb/flow-store.ts';
import { describeBlueprintStore } from '../contract/suites/blueprint-store.ts';
import { describeClaims } from '../contract/suites/claims.ts';
import { describeCorrelations } from '../contract/suites/correlations.ts';
import { describeFlowStore } from '../contract/suites/flow-store.ts';
import { openTestTables, type TestTables } from './support/dynamodb.ts';

const clock = { now: () => Date.now() };

async function open<T>(create: (tables: TestTables) => T) {
  const tables = await openTestTables();
  return { port: create(tables), crash: async () => create(await tables.reconnect()), close: tables.close };
}

describeFlowStore('DynamoDB', async () => {
  const { port, ...rest } = await open(createFlowStore);
  return { store: port, ...rest };
});
describeBlueprintStore('DynamoDB', async () => {
  const { port, ...rest } = await open(createBlueprintStore);
  return { store: port, ...rest };
});
describeCorrelations('DynamoDB', async () => {
  const { port, ...rest } = await open((tables) => createCorrelations({ ...tables, clock }));
  return { correlations: port, ...rest };
});
describeClaims('DynamoDB', async () => {
  const { port, ...rest } = await open(createClaims);
  return { claims: port, ...rest };
});
