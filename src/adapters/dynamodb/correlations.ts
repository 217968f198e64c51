import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { Correlations } from '../../ports/correlations.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { type DynamoClient, type Item, isRefused } from './dynamo-client.ts';
import { createTextPacker, numberOf, stringOf } from './packed-text.ts';
import { acceptReply, EMPTY_PAIR, expectReply, forgetRequest, type Outcome, type Pair, withoutOld } from './pair.ts';
import { CORRELATIONS_TABLE } from './tables.ts';

export interface CorrelationsParts {
  readonly client: DynamoClient;
  readonly prefix: string;
  readonly clock: Clock;
  /** For replies that an item cannot hold. */
  readonly objects: ObjectStore;
}

/** How long a reply waits for its request, and how long its repetition is recognised. */
const KEPT_MS = 7 * 24 * 3_600_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;

/**
 * Both sides change one item by its key, each on the condition that it is as it was read: so one of them completes the pair and sees
 * it. A second item leads from a token to its pair.
 */
export function createCorrelations({ client, prefix, clock, objects }: CorrelationsParts): Correlations {
  const table = `${prefix}${CORRELATIONS_TABLE.name}`;
  const packer = createTextPacker(objects);
  const pairOf = (topic: string, key: string) => JSON.stringify([topic, key]);
  const pairKey = (pair: string) => ({ pair: { S: pair }, part: { S: 'pair' } });
  const expiry = () => ({ expiresAt: { N: String(Math.ceil((clock.now() + KEPT_MS) / 1_000)) } });
  const tokenKey = (token: string) => ({ pair: { S: token }, part: { S: 'token' } });

  async function read(key: Item): Promise<Item | undefined> {
    const output = await client.call<{ Item?: Item }>('GetItem', { TableName: table, Key: key, ConsistentRead: true });
    return isRefused(output) ? undefined : output.Item;
  }
  async function write(key: string, pair: Pair, revision: number): Promise<boolean> {
    const isWaited = pair.requests.some(({ replyId }) => replyId === undefined);
    const output = await client.call('PutItem', {
      TableName: table,
      Item: {
        ...pairKey(key),
        revision: { N: String(revision + 1) },
        body: await packer.pack(JSON.stringify(pair), 'correlations'),
        ...(!isWaited && expiry()),
      },
      ConditionExpression: revision === 0 ? 'attribute_not_exists(pair)' : 'revision = :expected',
      ...(revision > 0 && { ExpressionAttributeValues: { ':expected': { N: String(revision) } } }),
    });
    return !isRefused(output);
  }
  async function change<Answer>(key: string, decide: (pair: Pair) => Outcome<Answer>): Promise<Answer | undefined> {
    for (let count = 0; ; count += 1) {
      const item = await read(pairKey(key));
      const stored = item === undefined ? EMPTY_PAIR : (JSON.parse(await packer.unpack(item['body'])) as Pair);
      const { pair, answer } = decide(withoutOld(stored, clock.now() - KEPT_MS));
      if (pair === stored || (await write(key, pair, numberOf(item?.['revision'])))) return answer;
      await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** count));
    }
  }

  /** `isOpen`: its request waits, for as long as its job does. */
  async function lead(token: string, pair: string, isOpen: boolean): Promise<void> {
    const item = { ...tokenKey(token), leadsTo: { S: pair }, ...(!isOpen && expiry()) };
    await client.call('PutItem', { TableName: table, Item: item });
  }

  return {
    async expect(topic, key, token) {
      const pair = pairOf(topic, key);
      // First, so that whatever waits can be forgotten.
      await lead(token, pair, true);
      const met = await change(pair, (stored) => expectReply(stored, token));
      if (met !== undefined) await lead(token, pair, false);
      return met;
    },
    async reply(topic, key, replyId, reply) {
      const pair = pairOf(topic, key);
      const met = await change(pair, (stored) => acceptReply(stored, replyId, reply, clock.now()));
      if (met !== undefined) await lead(met.token, pair, false);
      return met;
    },
    async forget(token) {
      const pair = stringOf((await read(tokenKey(token)))?.['leadsTo']);
      if (pair === undefined) return;
      await change(pair, (stored) => forgetRequest(stored, token));
      await client.call('DeleteItem', { TableName: table, Key: tokenKey(token) });
    },
  };
}
