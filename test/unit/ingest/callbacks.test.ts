import { describe, expect, it } from 'vitest';
import type { Flow, Visit } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import { createCallbacks } from '../../../src/ingest/callbacks.ts';
import { createTokenSigner } from '../../../src/messages/token.ts';
import { inputsTopic } from '../../../src/messages/topics.ts';
import { memoryBus } from '../../support/memory-bus.ts';

const tokens = createTokenSigner('key');
const id = 'flow-1' as FlowId;
const token = tokens.sign(id, { entry: 3, attempt: 2 });
const open = { attempt: 2, phase: { type: 'job' } } as Visit;

function given(visits: Flow['visits'] | undefined) {
  const bus = memoryBus();
  const flow = visits && ({ id, visits } as Flow);
  const load = async () => flow && { flow, revision: 1, outbox: [] };
  const callbacks = createCallbacks({ tokens, flowStore: { load }, bus, payloadBytes: 100 });
  const sent = () => bus.sent(inputsTopic);
  return { callbacks, sent };
}

describe('callbacks', () => {
  it('reports success, failure and heartbeats of an open job, durably', async () => {
    const { callbacks, sent } = given({ 3: open });
    await callbacks.success(token, { ok: true });
    await callbacks.failure(token, { error: 'Declined', cause: 'no' });
    await callbacks.heartbeat(token);
    expect(sent().map(({ value }) => value)).toEqual([
      { flowId: id, input: { type: 'ReportJobResult', entry: 3, attempt: 2, result: { output: { ok: true } } } },
      {
        flowId: id,
        input: { type: 'ReportJobResult', entry: 3, attempt: 2, result: { error: { error: 'Declined', cause: 'no' } } },
      },
      { flowId: id, input: { type: 'RecordHeartbeat', entry: 3, attempt: 2 } },
    ]);
    for (const { durable } of sent()) expect(durable).not.toBe(false);
  });

  it.each<[string, Flow['visits'] | undefined]>([
    ['of a flow that is gone', undefined],
    ['of a state that was left', {}],
    ['of an earlier attempt', { 3: { ...open, attempt: 3 } }],
    ['whose time is up', { 3: { ...open, phase: { type: 'backoff', dueTime: 1 } } }],
  ])('refuses a token %s as settled', async (_title, visits) => {
    const { callbacks, sent } = given(visits);
    await expect(callbacks.success(token, 1)).rejects.toMatchObject({ code: 'SFC_TOKEN_SETTLED' });
    await expect(callbacks.heartbeat(token)).rejects.toMatchObject({ code: 'SFC_TOKEN_SETTLED' });
    expect(sent()).toEqual([]);
  });

  it('refuses forged tokens and outputs that are too large', async () => {
    const { callbacks } = given({ 3: open });
    await expect(callbacks.success('x', 1)).rejects.toMatchObject({ code: 'SFC_TOKEN_INVALID' });
    await expect(callbacks.success(token, 'x'.repeat(200))).rejects.toMatchObject({ code: 'SFC_PAYLOAD_TOO_LARGE' });
  });
});
