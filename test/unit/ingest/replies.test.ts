import { describe, expect, it, vi } from 'vitest';
import type { Blueprint } from '../../../src/asl/blueprint.ts';
import type { Json } from '../../../src/asl/json.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import { createDeadLetters } from '../../../src/ingest/dead-letters.ts';
import { createReplies } from '../../../src/ingest/replies.ts';
import { replyTopicsOf } from '../../../src/ingest/reply-topics.ts';
import { correlationKey } from '../../../src/messages/correlation-key.ts';
import { createTokenSigner } from '../../../src/messages/token.ts';
import { deadLettersTopic, inputsTopic, userTopic } from '../../../src/messages/topics.ts';
import type { Correlations } from '../../../src/ports/correlations.ts';
import { memoryBus } from '../../support/memory-bus.ts';

const tokens = createTokenSigner('key');
const flowId = 'flow-1' as FlowId;
const token = tokens.sign(flowId, { entry: 3, attempt: 2 });

/** Requests that were expected beforehand, and replies that wait. */
function correlationsWith(requests: Record<string, string> = {}) {
  const waiting: { key: string; reply: Json }[] = [];
  const correlations: Correlations = {
    expect: async () => undefined,
    reply: async (topic, key, _replyId, reply) => {
      const found = requests[`${topic} ${key}`];
      if (found === undefined) waiting.push({ key, reply });
      return found === undefined ? undefined : { token: found };
    },
    forget: async () => undefined,
  };
  return { correlations, waiting };
}

function given(requests?: Record<string, string>) {
  const bus = memoryBus();
  const { correlations, waiting } = correlationsWith(requests);
  const sendDeadLetters = createDeadLetters({ bus, clock: { now: () => 42 } });
  const replies = createReplies({ bus, tokens, correlations, sendDeadLetters, payloadBytes: 1000 });
  const send = (value: string, headers: Record<string, string> = {}, topic = 'sfc.replies') =>
    bus.send(userTopic(topic), [{ value, headers }]);
  const reports = () => bus.sent(inputsTopic);
  const letters = () => bus.sent(deadLettersTopic).map(({ value }) => value);
  return { bus, waiting, replies, send, reports, letters };
}

const standard = replyTopicsOf([]);
const eventually = (check: () => unknown) => vi.waitFor(check, { interval: 1 });

describe('replies', () => {
  it("reports the value as the job's output, durably and keyed by the flow", async () => {
    const { replies, send, reports } = given();
    await replies.apply(standard);
    await send('{"ok":true}', { 'sfc-task-token': token });
    await eventually(() => expect(reports()).toHaveLength(1));
    const input = { type: 'ReportJobResult', entry: 3, attempt: 2, result: { output: { ok: true } } };
    expect(reports()[0]).toMatchObject({ key: flowId, value: { flowId, input } });
    expect(reports()[0]?.durable).not.toBe(false);
  });

  it.each([
    [
      'a name in the header, cause in the value',
      'Stock.Out',
      '{"cause":"none left"}',
      { error: 'Stock.Out', cause: 'none left' },
    ],
    ['all in the value', '-', '{"error":"Stock.Out","cause":{"left":0}}', { error: 'Stock.Out', cause: '{"left":0}' }],
    ['any text as the cause', 'Stock.Out', 'none left', { error: 'Stock.Out', cause: 'none left' }],
    ['nothing but the mark', '-', '', { error: 'States.TaskFailed' }],
  ])('reports a failure: %s', async (_title, header, value, error) => {
    const { replies, send, reports } = given();
    await replies.apply(standard);
    await send(value, { 'sfc-task-token': token, 'sfc-error': header });
    await eventually(() => expect(reports()).toHaveLength(1));
    expect(reports()[0]?.value.input).toMatchObject({ result: { error } });
  });

  it('fails the job whose reply is over the limit', async () => {
    const { replies, send, reports } = given();
    await replies.apply(standard);
    await send(JSON.stringify('x'.repeat(2000)), { 'sfc-task-token': token });
    await eventually(() => expect(reports()).toHaveLength(1));
    expect(reports()[0]?.value.input).toMatchObject({ result: { error: { error: 'States.DataLimitExceeded' } } });
  });

  it('moves unreadable, forged and unaddressed replies to the dead letters and goes on', async () => {
    const { replies, send, reports, letters } = given();
    await replies.apply(standard);
    await send('{not json', { 'sfc-task-token': token });
    await send('1', { 'sfc-task-token': `${token.slice(0, -1)}!` });
    await send('1');
    await send('1', { 'sfc-task-token': token });
    await eventually(() => expect(reports()).toHaveLength(1));
    expect(letters().map(({ code }) => code)).toEqual([
      'SFC_RECORD_UNREADABLE',
      'SFC_TOKEN_INVALID',
      'SFC_RECORD_UNREADABLE',
    ]);
    expect(letters()[2]?.message).toMatch(/no header sfc-task-token/);
    expect(replies.counts()).toEqual({ reported: 1, waiting: 0, deadLetters: 3 });
  });

  it('matches replies without a token by each of their topic’s correlations', async () => {
    const path = '$reply.orderId';
    const jsonata = '{% $reply.ref.id %}';
    const { replies, send, reports, waiting } = given({
      [`results ${correlationKey(path, 7)}`]: token,
      [`results ${correlationKey(jsonata, 'r1')}`]: tokens.sign(flowId, { entry: 4, attempt: 1 }),
    });
    await replies.apply([{ topic: 'results', expressions: [path, jsonata] }]);
    await send('{"orderId":7}', {}, 'results');
    await send('{"ref":{"id":"r1"}}', {}, 'results');
    await send('{"orderId":8}', {}, 'results');
    await eventually(() => expect(replies.counts()).toMatchObject({ reported: 2, waiting: 1 }));
    expect(reports().map(({ value }) => value.input)).toMatchObject([{ entry: 3 }, { entry: 4 }]);
    expect(waiting).toEqual([{ key: correlationKey(path, 8), reply: { output: { orderId: 8 } } }]);
  });

  it('moves a reply in which no correlation finds a value to the dead letters', async () => {
    const { replies, send, letters } = given();
    await replies.apply([{ topic: 'results', expressions: ['$reply.orderId'] }]);
    await send('{"other":7}', {}, 'results');
    await eventually(() => expect(letters()).toHaveLength(1));
    expect(letters()[0]?.message).toContain('$reply.orderId');
  });

  it('delivers a batch again after a fault', async () => {
    const { bus, replies, reports, send } = given();
    await send('1', { 'sfc-task-token': token });
    bus.fault = new Error('down');
    await replies.apply(standard);
    await new Promise((resolve) => setImmediate(resolve));
    bus.fault = undefined;
    await eventually(() => expect(reports()).toHaveLength(1));
  });

  it('stops reading a topic that nobody answers on any more, and keeps its place', async () => {
    const { replies, send, reports } = given();
    await replies.apply([...standard, { topic: 'results', expressions: [] }]);
    await replies.apply(standard);
    await send('1', { 'sfc-task-token': token }, 'results');
    await send('2', { 'sfc-task-token': token });
    await eventually(() => expect(reports()).toHaveLength(1));
    await replies.apply([...standard, { topic: 'results', expressions: [] }]);
    await eventually(() => expect(reports()).toHaveLength(2));
  });
});

describe('replyTopicsOf', () => {
  it("finds the reply topics of all tasks, nested ones too, and each topic's correlations once", () => {
    const task = (more: object) => ({ Type: 'Task', Processor: 'kafka://work', Mode: 'Async', End: true, ...more });
    const correlated = { Correlation: { Request: '$request.id', Reply: '$reply.id' } };
    const inner = { StartAt: 'I', States: { I: task({ ReplyTopic: 'inner', ...correlated }) } };
    const states = {
      A: task({ ReplyTopic: 'own' }),
      B: task(correlated),
      C: { Type: 'Parallel', Branches: [inner], End: true },
      D: { Type: 'Map', ItemProcessor: inner, End: true },
    };
    const blueprint = { StartAt: 'A', States: states } as unknown as Blueprint;
    expect(replyTopicsOf([blueprint, blueprint])).toEqual([
      { topic: 'sfc.replies', expressions: ['$reply.id'] },
      { topic: 'own', expressions: [] },
      { topic: 'inner', expressions: ['$reply.id'] },
    ]);
  });
});

describe('correlationKey', () => {
  it('is equal for equal values whatever their order, and differs by expression', () => {
    expect(correlationKey('e', { a: 1, b: [2] })).toBe(correlationKey('e', { b: [2], a: 1 }));
    expect(correlationKey('e', '1')).not.toBe(correlationKey('e', 1));
    expect(correlationKey('e', 1)).not.toBe(correlationKey('f', 1));
  });
});
