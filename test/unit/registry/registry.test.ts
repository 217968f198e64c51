import { beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/asl/json.ts';
import type { Flow } from '../../../src/engine/flow.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import { createRegistry, type Registry } from '../../../src/registry/registry.ts';
import { createSchemaCompiler } from '../../../src/schemas/schema-compiler.ts';
import {
  type MemoryFlowStore,
  memoryBlueprintStore,
  memoryFlowStore,
  type RecordingBus,
  recordingBus,
} from '../../support/memory-ports.ts';

let registry: Registry;
let flowStore: MemoryFlowStore;
let bus: RecordingBus;
let reopen: () => Registry;

beforeEach(() => {
  flowStore = memoryFlowStore();
  bus = recordingBus();
  const blueprintStore = memoryBlueprintStore();
  let number = 0;
  reopen = () =>
    createRegistry({
      blueprintStore,
      flowStore,
      bus,
      clock: { now: () => 1_000 },
      ids: { flowId: () => `flow-${++number}` as FlowId, unique: () => `unique-${++number}` },
      schemas: createSchemaCompiler(),
      limits: { payloadBytes: 10_000, blueprintBytes: 100_000 },
      exclusive: true,
      serves: (processor) => !processor.startsWith('grpc:'),
    });
  registry = reopen();
});

const pass = (fields: Record<string, Json> = {}) =>
  JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } }, ...fields });

async function active(name: string, fields: Record<string, Json> = {}): Promise<void> {
  const { version } = await registry.push({ name, source: pass(fields) });
  await registry.activate(name, version);
}

const faulty = (code: string, details: Record<string, unknown> = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe('push', () => {
  it('numbers contents, and gives the same content its version again', async () => {
    expect(await registry.push({ name: 'orders', source: pass() })).toMatchObject({ version: 1, added: true });
    expect(await registry.push({ name: 'orders', source: pass({ Comment: 'x' }) })).toMatchObject({ version: 2 });
    const spaced = JSON.stringify(JSON.parse(pass()), null, 4);
    expect(await registry.push({ name: 'orders', source: spaced })).toMatchObject({ version: 1, added: false });
  });

  it('stores a blueprint that the installation cannot serve yet, with a warning', async () => {
    const States = { A: { Type: 'Task', Processor: 'grpc://host:1/Service/Method', End: true } };
    const source = JSON.stringify({ StartAt: 'A', States });
    const problem = { code: 'UNSERVED_PROCESSOR', severity: 'warning', pointer: '/States/A/Processor' };
    expect(await registry.push({ name: 'orders', source })).toMatchObject({ version: 1, problems: [problem] });
    expect(registry.validate(source)).toMatchObject({ valid: true, problems: [problem] });
    expect(registry.validate(source, { dialect: 'asl' }).problems).not.toMatchObject([problem]);
  });

  it('refuses what is not valid, with every problem', async () => {
    const source = '{\n"StartAt": "B",\n"States": {"A": {"Type": "Pass", "End": true}}}';
    await expect(registry.push({ name: 'orders', source })).rejects.toEqual(
      faulty('SFC_INVALID_BLUEPRINT', {
        problems: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
      }),
    );
    await expect(registry.push({ name: 'orders', source: 'nope' })).rejects.toEqual(faulty('SFC_INVALID_BLUEPRINT'));
    expect(await registry.list()).toEqual([]);
  });

  it.each(['InputSchema', 'OutputSchema'])('refuses an %s that is no schema', async (field) => {
    const source = pass({ [field]: { type: 'nothing' } });
    await expect(registry.push({ name: 'orders', source })).rejects.toEqual(faulty('SFC_INVALID_BLUEPRINT'));
  });

  it.each(['', 'a b', '../x', 'common', 'common-2', 'x'.repeat(81), '订单'])('refuses the name %j', async (name) => {
    await expect(registry.push({ name, source: pass() })).rejects.toEqual(faulty('SFC_INVALID_REQUEST'));
  });

  it('refuses a document that is too large', async () => {
    const source = pass({ Comment: 'x'.repeat(100_000) });
    await expect(registry.push({ name: 'orders', source })).rejects.toEqual(faulty('SFC_PAYLOAD_TOO_LARGE'));
  });

  it('honours the expected revision', async () => {
    const { record } = await registry.push({ name: 'orders', source: pass() });
    const request = { name: 'orders', source: pass({ Comment: '2' }), expectedRevision: record.revision + 1 };
    await expect(registry.push(request)).rejects.toEqual(faulty('SFC_PRECONDITION_FAILED'));
  });
});

describe('activate', () => {
  it('is used by the next flow at once', async () => {
    await active('orders');
    const { flowId: first } = await registry.startFlow({ blueprint: 'orders', input: {} });
    await active('orders', { Comment: 'second' });
    const { flowId: second } = await registry.startFlow({ blueprint: 'orders', input: {} });
    expect([first, second].map((id) => flowStore.flows.get(id)?.flow.version)).toEqual([1, 2]);
  });

  it('refuses an unknown version, an unknown blueprint and a wrong revision', async () => {
    await active('orders');
    await expect(registry.activate('orders', 9)).rejects.toEqual(faulty('SFC_UNKNOWN_VERSION'));
    await expect(registry.activate('others', 1)).rejects.toEqual(faulty('SFC_UNKNOWN_BLUEPRINT'));
    await expect(registry.activate('orders', 1, { expectedRevision: 99 })).rejects.toEqual(
      faulty('SFC_PRECONDITION_FAILED'),
    );
  });

  it('refuses a second blueprint with the same group on a topic', async () => {
    const Triggers = [{ Topic: 'raw', Group: 'SFC' }];
    await active('one', { Triggers });
    await expect(active('two', { Triggers, Comment: 'x' })).rejects.toEqual(faulty('SFC_ACTIVATION_CONFLICT'));
    await active('three', { Triggers: [{ Topic: 'raw' }] });
    await registry.stop('one', 'Drain');
    await active('two', { Triggers, Comment: 'y' });
    await expect(registry.start('one')).rejects.toEqual(faulty('SFC_ACTIVATION_CONFLICT'));
  });

  it('refuses jobs on a topic that triggers', async () => {
    const States = { A: { Type: 'Task', Mode: 'Async', Processor: 'kafka://raw', End: true } };
    await active('sender', { States });
    await expect(active('receiver', { Triggers: [{ Topic: 'raw' }] })).rejects.toEqual(
      faulty('SFC_ACTIVATION_CONFLICT'),
    );
  });

  it('tells its listeners, and resolves after them', async () => {
    const heard: string[] = [];
    registry.onChange(async ({ name, activeVersion }) => {
      await Promise.resolve();
      heard.push(`${name}:${activeVersion}`);
    });
    await active('orders');
    expect(heard).toEqual(['orders:undefined', 'orders:1']);
  });

  it('says which blueprints have workers of their own', async () => {
    await active('orders', { Worker: { Mode: 'Specific' } });
    expect(registry.lane('orders')).toBe('orders');
    await registry.setWorker('orders', { Mode: 'Common', Concurrency: 3 });
    expect(registry.lane('orders')).toBeUndefined();
    expect((await registry.active())[0]?.worker).toEqual({ Mode: 'Common', Concurrency: 3 });
    await active('orders', { Worker: { Mode: 'Specific' }, Comment: 'the override outlives a version' });
    expect(registry.lane('orders')).toBeUndefined();
    await registry.setWorker('orders', null);
    expect(registry.lane('orders')).toBe('orders');
    await expect(registry.setWorker('orders', { Concurrency: 0 })).rejects.toEqual(
      faulty('SFC_INVALID_REQUEST', { field: 'Concurrency' }),
    );
  });
});

describe('startFlow', () => {
  it('accepts the flow, then asks for its start', async () => {
    await active('orders');
    const { flowId, created } = await registry.startFlow({
      blueprint: 'orders',
      input: { a: 1 },
      startedBy: { by: 'test' },
    });
    expect(created).toBe(true);
    expect(flowStore.flows.get(flowId)?.flow).toMatchObject({
      id: flowId,
      name: flowId,
      blueprint: 'orders',
      version: 1,
      input: { a: 1 },
      acceptedAt: 1_000,
      startedBy: { by: 'test' },
    });
    expect(bus.inputs).toEqual([{ key: flowId, value: { flowId, input: { type: 'StartFlow' } }, durable: false }]);
  });

  it('gives the same flow for the same name and input, and refuses another input', async () => {
    await active('orders');
    const request = { blueprint: 'orders', name: '订单 1', input: { a: 1, b: 2 } };
    const first = await registry.startFlow(request);
    expect(await registry.startFlow({ ...request, input: { b: 2, a: 1 } })).toEqual({
      flowId: first.flowId,
      created: false,
    });
    await expect(registry.startFlow({ ...request, input: { a: 2 } })).rejects.toEqual(
      faulty('SFC_FLOW_NAME_TAKEN', { flowId: first.flowId }),
    );
  });

  it('separates the names of different blueprints', async () => {
    await active('one');
    await active('two', { Comment: 'x' });
    const [one, two] = await Promise.all(
      ['one', 'two'].map((blueprint) => registry.startFlow({ blueprint, name: 'same', input: {} })),
    );
    expect(one?.flowId).not.toBe(two?.flowId);
  });

  it('checks the input schema, and says what breaks it', async () => {
    await active('orders', { InputSchema: { type: 'object', required: ['id'] } });
    await registry.startFlow({ blueprint: 'orders', input: { id: 1 } });
    await expect(registry.startFlow({ blueprint: 'orders', input: {} })).rejects.toEqual(
      faulty('SFC_INPUT_SCHEMA_VIOLATION', { violation: expect.stringContaining("'id'") }),
    );
  });

  it.each([
    ['an unknown blueprint', { blueprint: 'none', input: {} }, 'SFC_UNKNOWN_BLUEPRINT'],
    ['an unknown version', { blueprint: 'orders', version: 7, input: {} }, 'SFC_UNKNOWN_VERSION'],
    ['an input that is too large', { blueprint: 'orders', input: 'x'.repeat(10_000) }, 'SFC_PAYLOAD_TOO_LARGE'],
    [
      'an input that is too deep',
      { blueprint: 'orders', input: JSON.parse('['.repeat(600) + ']'.repeat(600)) },
      'SFC_INVALID_REQUEST',
    ],
    ['an empty name', { blueprint: 'orders', name: '', input: {} }, 'SFC_INVALID_REQUEST'],
    ['a name with a lone surrogate', { blueprint: 'orders', name: '\ud800', input: {} }, 'SFC_INVALID_REQUEST'],
    ['a name with a line break', { blueprint: 'orders', name: 'a\nb', input: {} }, 'SFC_INVALID_REQUEST'],
  ])('refuses %s', async (_, request, code) => {
    await active('orders');
    await expect(registry.startFlow(request)).rejects.toEqual(faulty(code));
    expect(bus.inputs).toEqual([]);
  });

  it('refuses a blueprint of which nothing is active', async () => {
    await registry.push({ name: 'orders', source: pass() });
    await expect(registry.startFlow({ blueprint: 'orders', input: {} })).rejects.toEqual(faulty('SFC_UNKNOWN_VERSION'));
  });

  it('carries lone surrogates and __proto__ members as they are', async () => {
    await active('orders');
    const input = JSON.parse('{"__proto__":{"polluted":true},"text":"\\ud800"}') as Json;
    const { flowId } = await registry.startFlow({ blueprint: 'orders', name: 'n', input });
    const stored = flowStore.flows.get(flowId)?.flow.input;
    expect(JSON.stringify(stored)).toBe(JSON.stringify(input));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const other = JSON.parse('{"__proto__":{"polluted":false},"text":"\\ud800"}') as Json;
    await expect(registry.startFlow({ blueprint: 'orders', name: 'n', input: other })).rejects.toEqual(
      faulty('SFC_FLOW_NAME_TAKEN'),
    );
  });
});

describe('stop and start', () => {
  const verbs = () => bus.inputs.filter(({ durable }) => durable !== false).map(({ value }) => value.input);
  async function running(name: string, flow: Partial<Flow> = {}): Promise<FlowId> {
    const { flowId } = await registry.startFlow({ blueprint: name, input: {} });
    const stored = flowStore.flows.get(flowId);
    if (stored) flowStore.put({ ...stored.flow, ...flow });
    return flowId;
  }

  it('starts no flow while stopped, but still answers a repeated start', async () => {
    await active('orders');
    const { flowId } = await registry.startFlow({ blueprint: 'orders', name: 'n', input: 1 });
    await registry.stop('orders', 'Drain');
    expect(await registry.startFlow({ blueprint: 'orders', name: 'n', input: 1 })).toEqual({ flowId, created: false });
    await expect(registry.startFlow({ blueprint: 'orders', name: 'n', input: 2 })).rejects.toEqual(
      faulty('SFC_FLOW_NAME_TAKEN'),
    );
    await expect(registry.startFlow({ blueprint: 'orders', input: 1 })).rejects.toEqual(
      faulty('SFC_BLUEPRINT_STOPPED'),
    );
    await registry.start('orders');
    expect(await registry.startFlow({ blueprint: 'orders', input: 1 })).toMatchObject({ created: true });
  });

  it('Pause holds new decisions and pauses what is open; starting resumes what it held', async () => {
    await active('orders');
    await active('others', { Comment: 'x' });
    const open = await running('orders');
    const ended = await running('orders', { status: 'SUCCEEDED', endedAt: 1 });
    await running('others');
    const operators = await running('orders', { status: 'PAUSED', pausedBy: 'operation-1' });

    const { epoch } = await registry.stop('orders', 'Pause');
    const hold = registry.hold('orders');
    expect(hold).toBe(`blueprint:${epoch}`);
    expect(registry.hold('others')).toBeUndefined();
    expect(verbs()).toEqual([open, operators].map(() => ({ type: 'PauseFlow', operationId: hold, run: 1 })));

    const paused = flowStore.flows.get(open)?.flow as Flow;
    flowStore.put({ ...paused, status: 'PAUSED', pausedBy: hold as string });
    bus.inputs.length = 0;
    await registry.start('orders');
    expect(registry.hold('orders')).toBeUndefined();
    expect(bus.inputs.map(({ value }) => [value.flowId, value.input.type])).toEqual([[open, 'ResumeFlow']]);
    expect(ended).toBeDefined();
  });

  it('Abort stops every open flow', async () => {
    await active('orders');
    const flows = await Promise.all(Array.from({ length: 1_200 }, () => running('orders')));
    await registry.stop('orders', 'Abort');
    expect(verbs().filter(({ type }) => type === 'StopFlow')).toHaveLength(flows.length);
  });

  it('waits for starts that were let in before the stop', async () => {
    await active('orders');
    const started = registry.startFlow({ blueprint: 'orders', input: {} });
    await registry.stop('orders', 'Abort');
    const { flowId } = await started;
    expect(bus.inputs.map(({ value }) => [value.flowId, value.input.type])).toContainEqual([flowId, 'StopFlow']);
  });

  it('completes a stop that a crash interrupted, once', async () => {
    await active('orders');
    const open = await running('orders');
    const send = bus.send;
    Object.assign(bus, { send: () => Promise.reject(new Error('crash')) });
    await expect(registry.stop('orders', 'Abort')).rejects.toThrow('crash');
    Object.assign(bus, { send });
    bus.inputs.length = 0;

    registry = reopen();
    await registry.open();
    await registry.resume();
    expect(bus.inputs.map(({ value }) => [value.flowId, value.input.type])).toEqual([[open, 'StopFlow']]);
    bus.inputs.length = 0;
    await reopen().resume();
    expect(bus.inputs).toEqual([]);
  });

  it('changes nothing when it is stopped the same way already', async () => {
    await active('orders');
    const first = await registry.stop('orders', 'Drain');
    expect(await registry.stop('orders', 'Drain')).toEqual(first);
    expect((await registry.stop('orders', 'Abort')).epoch).toBe(first.epoch + 1);
  });

  it('knows the holds of stopped blueprints after a restart', async () => {
    await active('orders');
    await registry.stop('orders', 'Pause');
    const again = reopen();
    await again.open();
    expect(again.hold('orders')).toBe(registry.hold('orders'));
  });
});
