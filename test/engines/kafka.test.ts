import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Kafka } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createKafkaBus, type KafkaBus } from '../../src/adapters/kafka/message-bus.ts';
import { type DeadLetter, deadLettersTopic, userTopic } from '../../src/messages/topics.ts';
import type { Topic } from '../../src/ports/message-bus.ts';
import { until } from '../support/until.ts';

const CONSUMER = fileURLToPath(new URL('support/consumer-process.ts', import.meta.url));

/** What only Kafka promises: a broker that may refuse, records of a limited size, texts that others wrote. */
describe('Kafka', () => {
  let name: string;
  let bus: KafkaBus;
  beforeEach(() => {
    name = `kafka-${randomUUID()}`;
    bus = createKafkaBus({
      clock: { now: () => 1_234 },
      brokers: [inject('kafka')],
      newTopics: { partitions: 2 },
      timings: { fetchWaitMs: 50, retryMs: 5 },
    });
  });
  afterEach(() => bus.close());

  it('moves a record that cannot be read to the dead letters, and goes on', async () => {
    const json: Topic<unknown> = { name, encode: JSON.stringify, decode: (text) => JSON.parse(text) as unknown };
    const message = { key: 'k', value: '{', headers: { from: 'elsewhere' } };
    await bus.send(userTopic(name), [message, { key: 'k', value: '1' }]);
    const got: unknown[] = [];
    const letters: DeadLetter[] = [];
    await bus.subscribe({
      topic: json,
      group: `${name}-readers`,
      batchSize: 10,
      handle: async (batch) => void got.push(...batch.map(({ value }) => value)),
    });
    await bus.subscribe({
      topic: deadLettersTopic,
      group: `${name}-letters`,
      batchSize: 10,
      handle: async (batch) => void letters.push(...batch.map(({ value }) => value)),
    });
    await until(() => got.length === 1 && letters.some(({ topic }) => topic === name));
    expect(got).toEqual([1]);
    const letter = {
      topic: name,
      group: `${name}-readers`,
      ...message,
      code: 'SFC_RECORD_UNREADABLE',
      failedAt: 1_234,
    };
    expect(letters.find(({ topic }) => topic === name)).toMatchObject(letter);
  });

  it('refuses for good a record that the broker will never take', async () => {
    const tooLarge = bus.send(userTopic(name), [{ value: 'x'.repeat(6 * 1024 * 1024) }]);
    await expect(tooLarge).rejects.toMatchObject({ code: 'SFC_PAYLOAD_TOO_LARGE' });
    expect(await bus.send(userTopic(name), [{ value: 'x'.repeat(4 * 1024 * 1024) }])).toHaveLength(1);
  });

  it('goes on where a member of the group stopped, and shares with one that joins', async () => {
    const topic = userTopic(name);
    const subscription = { topic, group: name, batchSize: 3 };
    const got: string[] = [];
    const handle = async (batch: readonly { readonly value: string }[]) =>
      void got.push(...batch.map(({ value }) => value));
    const first = await bus.subscribe({ ...subscription, handle });
    await bus.send(topic, [{ key: 'a', value: '1' }]);
    await until(() => got.length === 1);
    await first.stop();
    await bus.send(topic, [{ key: 'a', value: '2' }]);
    await bus.subscribe({ ...subscription, handle });
    await until(() => got.length === 2);
    expect(got).toEqual(['1', '2']);
  });

  it('gives what a killed member had not acknowledged to the next one, and nothing else', async () => {
    const topic = userTopic(name);
    const values = ['1', '2', '3', '4', '5', '6'];
    await bus.send(
      topic,
      values.map((value) => ({ key: 'a', value })),
    );
    const killed = spawn(process.execPath, [CONSUMER, inject('kafka'), name, `${name}-group`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let printed = '';
    killed.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    await until(() => printed.split('\n').length > 2, 20_000);
    // The second batch is under way for good: by now the first one is acknowledged.
    await until(async () => (await placeOf(`${name}-group`)) === 2);
    const exit = once(killed, 'exit');
    killed.kill('SIGKILL');
    await exit;
    const got: string[] = [];
    await bus.subscribe({
      topic,
      group: `${name}-group`,
      batchSize: 10,
      handle: async (batch) => void got.push(...batch.map(({ value }) => value)),
    });
    await until(() => got.length === 4, 20_000);
    expect(got).toEqual(['3', '4', '5', '6']);
  });

  /** What the broker believes the group to have done of the topic. */
  async function placeOf(groupId: string): Promise<number> {
    const admin = new Kafka({ brokers: [inject('kafka')], logLevel: 0 }).admin();
    await admin.connect();
    const [place] = await admin.fetchOffsets({ groupId, topics: [name] });
    await admin.disconnect();
    return Math.max(...(place?.partitions.map(({ offset }) => Number(offset)) ?? []));
  }
});
