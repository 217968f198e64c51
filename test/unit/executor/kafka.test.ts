import { describe, expect, it } from 'vitest';
import type { JobCall } from '../../../src/engine/effects.ts';
import { createKafkaProcessor } from '../../../src/executor/processors/kafka.ts';
import { correlationKey } from '../../../src/messages/correlation-key.ts';
import type { Correlations } from '../../../src/ports/correlations.ts';
import { memoryBus } from '../../support/memory-bus.ts';
import { callOf, errorOf, noCorrelations, outputOf } from './support.ts';

function given(correlations: Correlations = noCorrelations) {
  const bus = memoryBus();
  const processor = createKafkaProcessor({ bus, correlations });
  const perform = (job: Partial<JobCall>) =>
    processor.perform(callOf({ processor: 'kafka://orders', mode: 'Async', ...job }));
  return { bus, perform, processor };
}

describe('kafka processor', () => {
  it('forwards the input to the topic with the token and the reply topic, keyed by the flow', async () => {
    const { bus, processor } = given();
    const call = callOf({ processor: 'kafka://orders', mode: 'Async', input: { id: 1 } });
    const submitted = { Topic: 'orders', Partition: 0, Offset: 0 };
    expect(await processor.perform(call)).toEqual({ type: 'HandedOver', submitted });
    expect(bus.sent('orders')).toMatchObject([
      {
        key: call.flowId,
        value: '{"id":1}',
        headers: { 'sfc-task-token': call.token, 'sfc-reply-topic': 'sfc.replies' },
      },
    ]);
    expect(bus.sent('orders')[0]?.durable).not.toBe(false);
  });

  it("forwards a group's jobs to its transfer topic, and names the task's own reply topic", async () => {
    const { bus, perform } = given();
    await perform({ group: 'split', replyTopic: 'results' });
    expect(bus.sent('orders')).toEqual([]);
    expect(bus.sent('orders.split')).toMatchObject([{ headers: { 'sfc-reply-topic': 'results' } }]);
  });

  it('gives the receipt as the result where no reply is wanted', async () => {
    const { bus, perform } = given();
    await perform({});
    expect(outputOf(await perform({ reply: 'None', group: 'g' }))).toEqual({
      Topic: 'orders.g',
      Partition: 0,
      Offset: 0,
    });
    expect(bus.sent('orders.g')[0]?.headers).not.toHaveProperty('sfc-reply-topic');
  });

  it('expects the reply before it sends the request', async () => {
    const expected: unknown[] = [];
    const { bus, perform } = given({
      ...noCorrelations,
      expect: async (...request) => {
        expected.push([...request, bus.sent('orders').length]);
        return undefined;
      },
    });
    await perform({ correlation: { key: { id: 7 }, replyExpression: '$reply.id' }, replyTopic: 'results' });
    expect(expected).toEqual([['results', correlationKey('$reply.id', { id: 7 }), expect.stringMatching(/^token/), 0]]);
    expect(bus.sent('orders')).toHaveLength(1);
  });

  it('takes a reply that waits as the durable result, without sending again', async () => {
    const { bus, perform } = given({ ...noCorrelations, expect: async () => ({ reply: { output: { early: true } } }) });
    const answer = await perform({ correlation: { key: 7, replyExpression: '$reply.id' } });
    expect(answer).toEqual({ type: 'Result', result: { output: { early: true } }, durable: true });
    expect(bus.sent('orders')).toEqual([]);
  });

  it('fails for a topic that has no name, and passes faults of the bus on', async () => {
    const { bus, perform } = given();
    expect(errorOf(await perform({ processor: 'kafka://a/b' })).error).toBe('States.Runtime');
    bus.fault = new Error('down');
    await expect(perform({})).rejects.toThrow('down');
  });
});
