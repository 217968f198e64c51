import type { Flow } from '../../engine/flow.ts';
import type { FlowId } from '../../engine/ids.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import type {
  CommitOutcome,
  CreateOutcome,
  FlowStore,
  FlowWrite,
  OutboxEntry,
  StoredFlow,
} from '../../ports/flow-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { type DynamoClient, type Item, isRefused } from './dynamo-client.ts';
import { createFlowListing, isOpen, listingKeys, shardOf } from './flow-listing.ts';
import { createTextPacker, numberOf, stringOf } from './packed-text.ts';
import { FLOWS_TABLE } from './tables.ts';

export interface FlowStoreParts {
  readonly client: DynamoClient;
  /** Before the names of all tables. */
  readonly prefix: string;
  /** For states that an item cannot hold. */
  readonly objects: ObjectStore;
}

/** State and outbox are one text: what they share is deflated away. */
interface Body {
  readonly flow: Flow;
  readonly outbox: readonly OutboxEntry[];
}

const STATE = 'state';
const ADVANCE = 'SET revision = :next, #status = :status, body = :body';
const TO_OPEN = `${ADVANCE}, openShard = :shard`;
const TO_ENDED = `${ADVANCE} REMOVE openShard`;
const AT_REVISION = 'revision = :expected AND attribute_not_exists(removed)';

/**
 * One conditional update per flow and batch: state and outbox in one item, no transaction. It performs nothing itself.
 * `commit` may reject with some of its writes stored; their outbox tells what is to be published.
 */
export function createFlowStore({ client, prefix, objects }: FlowStoreParts): FlowStore {
  const table = `${prefix}${FLOWS_TABLE.name}`;
  const packer = createTextPacker(objects);
  const keyOf = (flowId: FlowId, part = STATE) => ({ flowId: { S: flowId }, part: { S: part } });
  const bodyOf = (flow: Flow, outbox: readonly OutboxEntry[]) =>
    packer.pack(JSON.stringify({ flow, outbox } satisfies Body), flow.id);

  async function readBody(item: Item): Promise<Body> {
    const text = packer.unpack(item['body']);
    return JSON.parse(typeof text === 'string' ? text : await text) as Body;
  }
  async function readItem(flowId: FlowId): Promise<Item | undefined> {
    const output = await client.call<{ Item?: Item }>('GetItem', {
      TableName: table,
      Key: keyOf(flowId),
      ConsistentRead: true,
    });
    return isRefused(output) ? undefined : output.Item;
  }

  async function create(accepted: Flow, inputHash: string): Promise<CreateOutcome> {
    const output = await client.call('PutItem', {
      TableName: table,
      Item: {
        ...keyOf(accepted.id),
        ...listingKeys(accepted),
        revision: { N: '0' },
        status: { S: accepted.status },
        inputHash: { S: inputHash },
        body: await bodyOf(accepted, []),
      },
      ConditionExpression: 'attribute_not_exists(flowId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    if (!isRefused(output)) return { created: true };
    const item = output.item ?? (await readItem(accepted.id));
    if (item === undefined) return create(accepted, inputHash);
    const { flow: existing } = await readBody(item);
    return { created: false, inputHash: stringOf(item['inputHash']) ?? '', existing };
  }

  async function commitOne({ flow, expectedRevision, outbox }: FlowWrite): Promise<CommitOutcome> {
    const body = bodyOf(flow, outbox);
    const output = await client.call('UpdateItem', {
      TableName: table,
      Key: keyOf(flow.id),
      UpdateExpression: isOpen(flow) ? TO_OPEN : TO_ENDED,
      ConditionExpression: AT_REVISION,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':expected': { N: String(expectedRevision) },
        ':next': { N: String(expectedRevision + 1) },
        ':status': { S: flow.status },
        ':body': body instanceof Promise ? await body : body,
        ...(isOpen(flow) && { ':shard': { S: shardOf(flow.id) } }),
      },
    });
    return isRefused(output) ? 'conflict' : 'committed';
  }

  /** From now on the flow is gone for all but `remove` itself, which may be repeated. */
  async function markRemoved(flowId: FlowId): Promise<boolean> {
    const output = await client.call('UpdateItem', {
      TableName: table,
      Key: keyOf(flowId),
      UpdateExpression: 'SET removed = :true',
      ConditionExpression: 'attribute_exists(revision) AND NOT #status IN (:running, :paused)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':true': { S: 'true' }, ':running': { S: 'RUNNING' }, ':paused': { S: 'PAUSED' } },
    });
    return !isRefused(output);
  }
  async function partsOf(flowId: FlowId): Promise<readonly string[]> {
    const parts: string[] = [];
    let from: Item | undefined;
    do {
      const output = await client.call<{ Items: readonly Item[]; LastEvaluatedKey?: Item }>('Query', {
        TableName: table,
        KeyConditionExpression: 'flowId = :flowId',
        ProjectionExpression: 'part',
        ExpressionAttributeValues: { ':flowId': { S: flowId } },
        ConsistentRead: true,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      });
      if (isRefused(output)) break;
      parts.push(...output.Items.map(({ part }) => stringOf(part) ?? ''));
      from = output.LastEvaluatedKey;
    } while (from !== undefined);
    return parts;
  }
  /** The state goes last: what was broken off can be repeated, and the id is free when all is gone. */
  async function removeParts(flowId: FlowId): Promise<void> {
    const drop = (part: string) => client.call('DeleteItem', { TableName: table, Key: keyOf(flowId, part) });
    const parts = await partsOf(flowId);
    await Promise.all(parts.filter((part) => part !== STATE).map(drop));
    await objects.removeAll(`${flowId}/`);
    await client.call('DeleteItem', {
      TableName: table,
      Key: keyOf(flowId),
      ConditionExpression: 'attribute_exists(removed)',
    });
  }

  return {
    performs: new Set(),
    ...createFlowListing(client, table),

    create,

    async load(flowId): Promise<StoredFlow | undefined> {
      const item = await readItem(flowId);
      if (item === undefined || item['removed'] !== undefined) return undefined;
      const { flow, outbox } = await readBody(item);
      return { flow, outbox, revision: numberOf(item['revision']) };
    },

    commit: (writes) => Promise.all(writes.map(commitOne)),

    async remove(flowId) {
      if (await markRemoved(flowId)) return removeParts(flowId);
      if ((await readItem(flowId)) === undefined) return;
      throw new SfcError('SFC_PRECONDITION_FAILED', `Flow ${flowId} has not ended.`, { hint: 'Stop the flow first.' });
    },
  };
}
