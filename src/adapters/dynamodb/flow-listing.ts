import type { Flow } from '../../engine/flow.ts';
import type { FlowId } from '../../engine/ids.ts';
import type { FlowStore } from '../../ports/flow-store.ts';
import { type DynamoClient, type Item, isRefused } from './dynamo-client.ts';
import { stringOf } from './packed-text.ts';

/** An index partition takes 1,000 writes a second; a flow makes two: at its start and at its end. */
const SHARDS = 16;
const SHARD_NAMES = Array.from({ length: SHARDS }, (_, shard) => shard.toString(16));
/** Milliseconds since the epoch have 13 digits until the year 2286. */
const TIME_DIGITS = 15;

export function isOpen({ status }: Flow): boolean {
  return status === 'RUNNING' || status === 'PAUSED';
}

/** FNV-1a of the id: even, and the same everywhere. */
export function shardOf(flowId: FlowId): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < flowId.length; index += 1) hash = Math.imul(hash ^ flowId.charCodeAt(index), 0x01000193);
  return SHARD_NAMES[(hash >>> 16) % SHARDS] ?? '0';
}

/** The attributes by which an accepted flow is listed. */
export function listingKeys(flow: Flow): Item {
  const shard = shardOf(flow.id);
  return {
    accepted: { S: `${String(flow.acceptedAt).padStart(TIME_DIGITS, '0')}#${flow.id}` },
    acceptedShard: { S: shard },
    blueprint: { S: flow.blueprint },
    ...(isOpen(flow) && { openShard: { S: shard } }),
  };
}

interface PageRequest {
  readonly index: 'open' | 'accepted';
  readonly shardKey: string;
  /** The place of the last one that was given; undefined: from the first on. */
  readonly from: string | undefined;
  readonly isForward: boolean;
  readonly limit: number;
  readonly blueprint?: string | undefined;
}

/**
 * Lists by time of acceptance, in the order of ids within a millisecond, merged from all shards. Indexes follow their table within
 * moments.
 */
export function createFlowListing(client: DynamoClient, table: string): Pick<FlowStore, 'openFlows' | 'latestFlows'> {
  async function shardPage(shard: string, request: PageRequest): Promise<readonly Item[]> {
    const { index, shardKey, from, isForward, limit, blueprint } = request;
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const output = await client.call<{ Items: readonly Item[]; LastEvaluatedKey?: Item }>('Query', {
        TableName: table,
        IndexName: index,
        KeyConditionExpression: `${shardKey} = :shard${from === undefined ? '' : ` AND accepted ${isForward ? '>' : '<'} :from`}`,
        ...(blueprint !== undefined && { FilterExpression: 'blueprint = :blueprint' }),
        ExpressionAttributeValues: {
          ':shard': { S: shard },
          ...(from !== undefined && { ':from': { S: from } }),
          ...(blueprint !== undefined && { ':blueprint': { S: blueprint } }),
        },
        ScanIndexForward: isForward,
        // A filter drops what was read: then a page is as large as the service makes it.
        ...(blueprint === undefined && { Limit: limit }),
        ...(start !== undefined && { ExclusiveStartKey: start }),
      });
      if (isRefused(output)) break;
      items.push(...output.Items);
      start = output.LastEvaluatedKey;
    } while (start !== undefined && items.length < limit);
    return items.slice(0, limit);
  }

  async function page(request: PageRequest): Promise<{ readonly items: readonly FlowId[]; readonly next?: string }> {
    const shards = await Promise.all(SHARD_NAMES.map((shard) => shardPage(shard, request)));
    const direction = request.isForward ? 1 : -1;
    const found = shards
      .flat()
      .map((item) => ({ place: stringOf(item['accepted']) ?? '', flowId: stringOf(item['flowId']) as FlowId }))
      .sort((a, b) => (a.place < b.place ? -direction : direction))
      .slice(0, request.limit);
    const last = found.at(-1);
    const items = found.map(({ flowId }) => flowId);
    return last === undefined || found.length < request.limit ? { items } : { items, next: last.place };
  }

  return {
    async openFlows({ after, limit, blueprint }) {
      const request = { index: 'open', shardKey: 'openShard', from: after, isForward: true, limit, blueprint } as const;
      const { items, next } = await page(request);
      return next === undefined ? { items } : { items, nextAfter: next };
    },
    async latestFlows({ before, limit }) {
      const request = { index: 'accepted', shardKey: 'acceptedShard', from: before, isForward: false, limit } as const;
      const { items, next } = await page(request);
      return next === undefined ? { items } : { items, nextBefore: next };
    },
  };
}
