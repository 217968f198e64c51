import { beforeEach, describe, expect, it } from 'vitest';
import type { Blueprint } from '../../../src/asl/blueprint.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import { createVerbs, type Verbs } from '../../../src/monitor/verbs.ts';
import { memoryBlueprintStore, memoryFlowStore, recordingBus } from '../../support/memory-ports.ts';
import { sampleFlow, sampleVisit } from '../../support/sample-flow.ts';

const flowStore = memoryFlowStore();
const bus = recordingBus();
let verbs: Verbs;

beforeEach(async () => {
  bus.inputs.length = 0;
  const blueprintStore = memoryBlueprintStore();
  const blueprint: Blueprint = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
  await blueprintStore.addVersion('orders', { contentHash: 'h', source: '', blueprint, createdAt: 1 });
  let operation = 0;
  const ids = { unique: () => `operation-${++operation}` };
  verbs = createVerbs({ flowStore, blueprintStore, bus, ids, payloadBytes: 1_000 });
});

function stored(fields: Partial<Flow> = {}): FlowId {
  const flow = sampleFlow(fields);
  flowStore.put(flow);
  return flow.id;
}
const sent = () => bus.inputs.map(({ value, durable }) => ({ ...value.input, durable }));
const faulty = (code: string) => expect.objectContaining({ code });
const ended = { status: 'SUCCEEDED', endedAt: 1 } as const;

describe('verbs', () => {
  it('append a durable input with an operation id and the run that was seen', async () => {
    await verbs.stop(stored({ run: 3 }), { error: 'E', cause: 'why' });
    expect(sent()).toEqual([{ type: 'StopFlow', operationId: 'operation-1', run: 3, error: 'E', cause: 'why' }]);
  });

  it('refuse unknown flows and ended ones', async () => {
    const unknown = 'unknown' as FlowId;
    await expect(verbs.pause(unknown)).rejects.toEqual(faulty('SFC_UNKNOWN_FLOW'));
    for (const call of [
      verbs.pause,
      verbs.resume,
      (id: FlowId) => verbs.stop(id, {}),
      (id: FlowId) => verbs.skip(id, { state: 'A' }),
    ]) {
      await expect(call(stored(ended))).rejects.toEqual(faulty('SFC_FLOW_ENDED'));
    }
    expect(sent()).toEqual([]);
  });

  it('retry only what ended without success', async () => {
    await expect(verbs.retry(stored(ended), {})).rejects.toEqual(faulty('SFC_FLOW_NOT_RETRYABLE'));
    await expect(verbs.retry(stored(), {})).rejects.toEqual(faulty('SFC_FLOW_NOT_RETRYABLE'));
    for (const status of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const)
      await verbs.retry(stored({ status, endedAt: 1 }), {});
    expect(sent().map(({ type }) => type)).toEqual(['RetryFlow', 'RetryFlow', 'RetryFlow']);
  });

  it('retry from a state of the top level, with another input', async () => {
    const failed = stored({ status: 'FAILED', endedAt: 1 });
    await expect(verbs.retry(failed, { from: 'B' })).rejects.toEqual(faulty('SFC_INVALID_REQUEST'));
    await expect(verbs.retry(failed, { input: 'x'.repeat(2_000) })).rejects.toEqual(faulty('SFC_PAYLOAD_TOO_LARGE'));
    await verbs.retry(failed, { from: 'A', input: { a: 1 } });
    expect(sent()).toMatchObject([{ type: 'RetryFlow', from: 'A', input: { a: 1 } }]);
  });

  it('pause and resume change nothing where nothing is to change', async () => {
    await verbs.pause(stored({ status: 'PAUSED', pausedBy: 'operation-9' }));
    await verbs.resume(stored());
    expect(sent()).toEqual([]);
    await verbs.resume(stored({ status: 'PAUSED', pausedBy: 'operation-9' }));
    await verbs.pause(stored());
    expect(sent().map(({ type }) => type)).toEqual(['ResumeFlow', 'PauseFlow']);
  });

  it('do not resume a flow whose blueprint is paused', async () => {
    const held = stored({ status: 'PAUSED', pausedBy: 'blueprint:1' });
    await expect(verbs.resume(held)).rejects.toEqual(faulty('SFC_BLUEPRINT_STOPPED'));
  });

  it('skip only a state that is open', async () => {
    const flowId = stored({ visits: { 1: sampleVisit({ state: 'A' }) } });
    await expect(verbs.skip(flowId, { state: 'B' })).rejects.toEqual(faulty('SFC_INVALID_REQUEST'));
    await verbs.skip(flowId, { state: 'A', output: 1 });
    expect(sent()).toMatchObject([{ type: 'SkipState', state: 'A', output: 1 }]);
  });
});
