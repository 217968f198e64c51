import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { userTopic } from '../../../src/messages/topics.ts';
import type { Delivered, Message, MessageBus } from '../../../src/ports/message-bus.ts';
import { until } from '../../support/until.ts';

export interface MessageBusSetup {
  readonly bus: MessageBus;
  readonly crash: () => Promise<MessageBus>;
  readonly close: () => Promise<void>;
}

let count = 0;

export function describeMessageBus(name: string, setup: () => Promise<MessageBusSetup>): void {
  describe(`MessageBus: ${name}`, () => {
    let context: MessageBusSetup;
    let bus: MessageBus;
    let topic: ReturnType<typeof userTopic>;
    beforeEach(async () => {
      context = await setup();
      bus = context.bus;
      topic = userTopic(`orders-${++count}`);
    });
    afterEach(() => context.close());

    type Batch = readonly Delivered<string>[];
    const ignore = () => Promise.resolve();
    const keyed = (key: string, values: readonly (string | number)[], durable?: boolean): Message<string>[] =>
      values.map((value) => ({ key, value: `${value}`, ...(durable === undefined ? {} : { durable }) }));

    async function collect(
      on: MessageBus,
      group: string,
      handle: (batch: Batch) => Promise<void> = ignore,
      batchSize = 10,
    ) {
      const got: Delivered<string>[] = [];
      const consumer = await on.subscribe({
        topic,
        group,
        batchSize,
        handle: async (batch) => {
          await handle(batch);
          got.push(...batch);
        },
      });
      return { got, consumer, values: () => got.map(({ value }) => value) };
    }

    describe('send', () => {
      it('gives every record a place; offsets of a partition grow', async () => {
        const receipts = await bus.send(topic, keyed('k', [1, 2, 3]));
        expect(receipts.map(({ topic: name }) => name)).toEqual([topic.name, topic.name, topic.name]);
        expect(new Set(receipts.map(({ partition }) => partition)).size).toBe(1);
        const offsets = receipts.map(({ offset }) => offset);
        expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
        expect(new Set(offsets).size).toBe(3);
      });

      it('delivers key, value, headers and place as sent', async () => {
        const { got } = await collect(bus, 'g');
        const message = { key: '键', value: '{"订单":"\u{1f600}"}', headers: { 'sfc-flow': 'x', empty: '' } };
        const [receipt] = await bus.send(topic, [message]);
        await until(() => got.length === 1);
        expect(got[0]).toMatchObject({ ...message, ...receipt });
        expect(got[0]?.timestamp).toBeGreaterThan(0);
      });

      it('takes nothing for nothing', async () => {
        expect(await bus.send(topic, [])).toEqual([]);
      });

      it('spreads records without a key', async () => {
        const receipts = await bus.send(
          topic,
          Array.from({ length: 64 }, () => ({ value: 'x' })),
        );
        expect(new Set(receipts.map(({ partition }) => partition)).size).toBeGreaterThan(1);
      });
    });

    describe('subscribe', () => {
      it('keeps the order per key, durable and not, while partitions run in parallel', async () => {
        const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
        const { got } = await collect(bus, 'g', () => new Promise((resolve) => setImmediate(resolve)), 7);
        const sends: Promise<unknown>[] = [];
        for (let value = 0; value < 40; value += 1) {
          const messages = keys.flatMap((key, index) => keyed(key, [value], (value + index) % 3 !== 0));
          sends.push(bus.send(topic, messages));
        }
        await Promise.all(sends);
        await until(() => got.length === 40 * keys.length);
        for (const key of keys) {
          const values = got.filter((record) => record.key === key).map(({ value }) => Number(value));
          expect(values).toEqual(Array.from({ length: 40 }, (_, value) => value));
        }
      });

      it('begins at the oldest record', async () => {
        await bus.send(topic, keyed('k', [1, 2, 3]));
        const first = await collect(bus, 'first');
        await until(() => first.got.length === 3);
        const second = await collect(bus, 'second');
        await until(() => second.got.length === 3);
        expect(second.values()).toEqual(['1', '2', '3']);
      });

      it('gives every group every record', async () => {
        const a = await collect(bus, 'a');
        const b = await collect(bus, 'b', ignore, 1);
        await bus.send(topic, keyed('k', [1, 2, 3, 4]));
        await until(() => a.got.length === 4 && b.got.length === 4);
        expect(a.values()).toEqual(b.values());
      });

      it('shares a group between its consumers, each record once and in order', async () => {
        const a = await collect(bus, 'g', ignore, 3);
        const b = await collect(bus, 'g', ignore, 3);
        const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
        await bus.send(
          topic,
          keys.flatMap((key) => keyed(key, [1, 2, 3, 4, 5])),
        );
        await until(() => a.got.length + b.got.length === 30);
        expect(new Set([...a.got, ...b.got].map(({ partition, offset }) => `${partition}.${offset}`)).size).toBe(30);
      });

      it('holds one batch of one partition, of the size asked for', async () => {
        const batches: Batch[] = [];
        await bus.send(
          topic,
          Array.from({ length: 50 }, (_, index) => ({ key: `${index}`, value: 'x' })),
        );
        const { got } = await collect(bus, 'g', async (batch) => void batches.push(batch), 4);
        await until(() => got.length === 50);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(4);
          expect(new Set(batch.map(({ partition }) => partition)).size).toBe(1);
        }
      });

      it('delivers a rejected batch again, in order, before anything after it', async () => {
        let failures = 0;
        const { values, got } = await collect(
          bus,
          'g',
          async (batch) => {
            if (batch.some(({ value }) => value === '3') && failures++ < 3) throw new Error('not now');
          },
          2,
        );
        await bus.send(topic, keyed('k', [1, 2, 3, 4, 5]));
        await until(() => got.length === 5);
        expect(values()).toEqual(['1', '2', '3', '4', '5']);
        expect(failures).toBe(4);
      });

      it('does not let a partition that fails hold up the others', async () => {
        const receipts = await bus.send(
          topic,
          Array.from({ length: 40 }, (_, index) => ({ key: `${index}`, value: 'x' })),
        );
        const bad = receipts[0]?.partition;
        const others = receipts.filter(({ partition }) => partition !== bad).length;
        const { got, consumer } = await collect(bus, 'g', async ([record]) => {
          if (record?.partition === bad) throw new Error('never');
        });
        await until(() => got.length === others);
        await consumer.stop();
      });

      it('stops after the batches under way; another consumer goes on from there', async () => {
        let release: (() => void) | undefined;
        const gate = new Promise<void>((resolve) => (release = resolve));
        const first = await collect(bus, 'g', () => gate, 2);
        await bus.send(topic, keyed('k', [1, 2, 3, 4]));
        const stopped = first.consumer.stop();
        release?.();
        await stopped;
        const seen = first.got.length;
        const second = await collect(bus, 'g');
        await until(() => first.got.length + second.got.length === 4);
        expect(first.got).toHaveLength(seen);
        expect([...first.values(), ...second.values()]).toEqual(['1', '2', '3', '4']);
      });

      it('gives records to come as well as those there, under load', async () => {
        const { got } = await collect(bus, 'g', ignore, 50);
        await Promise.all(
          Array.from({ length: 200 }, (_, index) => bus.send(topic, keyed(`${index % 16}`, [index, index]))),
        );
        await until(() => got.length === 400);
      });
    });

    describe('crash', () => {
      it('keeps durable records that nobody acknowledged', async () => {
        await bus.send(topic, keyed('k', [1, 2, 3]));
        bus = await context.crash();
        const { got, values } = await collect(bus, 'g');
        await until(() => got.length === 3);
        expect(values()).toEqual(['1', '2', '3']);
      });

      it('never gives an offset twice', async () => {
        const before = await bus.send(topic, [...keyed('k', [1, 2]), ...keyed('k', [3, 4], false)]);
        bus = await context.crash();
        const after = await bus.send(topic, keyed('k', [5]));
        expect(after[0]?.offset).toBeGreaterThan(before[1]?.offset ?? 0);
      });

      it('delivers again, or goes on where the group stood: nothing is lost, order stays', async () => {
        const { got } = await collect(bus, 'g', ignore, 3);
        await bus.send(
          topic,
          keyed(
            'k',
            Array.from({ length: 20 }, (_, index) => index),
          ),
        );
        await until(() => got.length >= 6);
        bus = await context.crash();
        const rest = await collect(bus, 'g');
        await bus.send(topic, keyed('k', ['last']));
        await until(() => rest.values().includes('last'));
        const all = rest.values().slice(0, -1).map(Number);
        expect(all).toEqual(all.map((_, index) => 20 - all.length + index));
        const seen = new Set([...got.map(({ value }) => Number(value)), ...all]);
        expect(seen.size).toBe(20);
      });
    });
  });
}
