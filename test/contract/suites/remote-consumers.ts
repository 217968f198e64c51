import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { userTopic } from '../../../src/messages/topics.ts';
import type { Delivered, Message, ServingMessageBus } from '../../../src/ports/message-bus.ts';

export interface RemoteConsumersSetup {
  readonly bus: ServingMessageBus;
  readonly crash: () => Promise<ServingMessageBus>;
  readonly close: () => Promise<void>;
}

let count = 0;

export function describeRemoteConsumers(name: string, setup: () => Promise<RemoteConsumersSetup>): void {
  describe(`RemoteConsumers: ${name}`, () => {
    let context: RemoteConsumersSetup;
    let bus: ServingMessageBus;
    let topic: ReturnType<typeof userTopic>;
    beforeEach(async () => {
      context = await setup();
      bus = context.bus;
      topic = userTopic(`remote-${++count}`);
    });
    afterEach(() => context.close());

    const keyed = (key: string, values: readonly number[]): Message<string>[] =>
      values.map((value) => ({ key, value: `${value}` }));
    const poll = (group: string, max = 10, waitMs = 0) => bus.remote.poll({ topic: topic.name, group, max, waitMs });
    const acknowledge = (group: string, record: Delivered<string> | undefined) =>
      bus.remote.acknowledge({
        topic: topic.name,
        group,
        partition: record?.partition ?? -1,
        offset: record?.offset ?? -1,
      });

    it('gives records as text, from the oldest on', async () => {
      await bus.send(topic, keyed('k', [1, 2]));
      const records = await poll('service');
      expect(records.map(({ value, key }) => [key, value])).toEqual([
        ['k', '1'],
        ['k', '2'],
      ]);
    });

    it('hides what was polled from other pollers until it is acknowledged, then goes on', async () => {
      await bus.send(topic, keyed('k', [1, 2, 3]));
      const first = await poll('service', 2);
      expect(await poll('service')).toEqual([]);
      await acknowledge('service', first[0]);
      expect(await poll('service')).toEqual([]);
      await acknowledge('service', first[1]);
      expect((await poll('service')).map(({ value }) => value)).toEqual(['3']);
    });

    it('keeps groups apart', async () => {
      await bus.send(topic, keyed('k', [1]));
      expect(await poll('a')).toHaveLength(1);
      expect(await poll('b')).toHaveLength(1);
    });

    it('waits for a record, and no longer than asked', async () => {
      expect(await poll('service', 10, 20)).toEqual([]);
      const waiting = poll('service', 10, 5_000);
      await bus.send(topic, keyed('k', [1]));
      expect(await waiting).toHaveLength(1);
    });

    it('gives nothing to a poller that went away', async () => {
      const gone = new AbortController();
      const request = { topic: topic.name, group: 'service', max: 10, waitMs: 60_000, signal: gone.signal };
      const waiting = bus.remote.poll(request);
      gone.abort();
      expect(await waiting).toEqual([]);
      await bus.send(topic, keyed('k', [1]));
      expect(await bus.remote.poll(request)).toEqual([]);
      expect(await poll('service')).toHaveLength(1);
    });

    it('delivers again what was not acknowledged in time', async () => {
      await bus.send(topic, keyed('k', [1, 2]));
      expect(await poll('service')).toHaveLength(2);
      const again = await poll('service', 10, 5_000);
      expect(again.map(({ value }) => value)).toEqual(['1', '2']);
      await acknowledge('service', again[1]);
      expect(await poll('service')).toEqual([]);
    });

    it('keeps its place through a crash', async () => {
      await bus.send(topic, keyed('k', [1, 2, 3]));
      const records = await poll('service');
      await acknowledge('service', records[1]);
      bus = await context.crash();
      expect((await poll('service')).map(({ value }) => value)).toEqual(['3']);
    });

    it('takes an acknowledgement again, and refuses one for what it never gave out', async () => {
      const [receipt] = await bus.send(topic, keyed('k', [1, 2]));
      const [first] = await poll('service', 1);
      await acknowledge('service', first);
      await acknowledge('service', first);
      const ahead = { topic: topic.name, group: 'service', partition: receipt?.partition ?? 0, offset: 99 };
      await expect(bus.remote.acknowledge(ahead)).rejects.toMatchObject({ code: 'SFC_INVALID_REQUEST' });
      expect((await poll('service')).map(({ value }) => value)).toEqual(['2']);
    });
  });
}
