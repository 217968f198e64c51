import { describe, expect, it, vi } from 'vitest';
import type { Blueprint, Trigger } from '../../../src/asl/blueprint.ts';
import type { SfcErrorCode } from '../../../src/errors/catalog.ts';
import { SfcError, type SfcErrorOptions } from '../../../src/errors/sfc-error.ts';
import { createDeadLetters } from '../../../src/ingest/dead-letters.ts';
import { createTriggers, type TriggeredFlow, type TriggeringBlueprint } from '../../../src/ingest/triggers.ts';
import { deadLettersTopic, userTopic } from '../../../src/messages/topics.ts';
import { memoryBus } from '../../support/memory-bus.ts';

function blueprint(
  name: string,
  triggers: readonly Trigger[],
  more: Partial<Blueprint> = {},
  version = 1,
): TriggeringBlueprint {
  return {
    name,
    version,
    blueprint: { StartAt: 'A', States: { A: { Type: 'Succeed' } }, Triggers: triggers, ...more },
  };
}

function fault(code: SfcErrorCode, options?: SfcErrorOptions): SfcError {
  return new SfcError(code, code, options);
}

function given(start: (request: TriggeredFlow) => { created: boolean } = () => ({ created: true })) {
  const bus = memoryBus({ now: () => 1_700_000_000_000 });
  const flows: TriggeredFlow[] = [];
  const faults: unknown[] = [];
  const triggers = createTriggers({
    bus,
    sendDeadLetters: createDeadLetters({ bus, clock: { now: () => 42 } }),
    onFault: (error) => faults.push(error),
    startFlow: async (request) => {
      const outcome = start(request);
      flows.push(request);
      return outcome;
    },
  });
  const send = (topic: string, ...values: unknown[]) =>
    bus.send(
      userTopic(topic),
      values.map((value) => ({
        key: 'k',
        value: typeof value === 'string' ? value : JSON.stringify(value),
        headers: { h: '1' },
      })),
    );
  const inputs = () => flows.map(({ input }) => input);
  const letters = () => bus.sent(deadLettersTopic).map(({ value }) => value);
  return { bus, flows, faults, triggers, send, inputs, letters };
}

function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { interval: 1 });
}

describe('triggers', () => {
  it("starts a flow with the record's value, named by its place", async () => {
    const { flows, triggers, send } = given();
    await triggers.apply([blueprint('orders', [{ Topic: 'raw' }])]);
    await send('raw', { id: 1 }, { id: 2 });
    await eventually(() => expect(flows).toHaveLength(2));
    expect(flows[1]).toEqual({
      blueprint: 'orders',
      version: 1,
      name: 'raw-0-1',
      input: { id: 2 },
      startedBy: { trigger: { topic: 'raw', group: 'SFC.orders', partition: 0, offset: 1 } },
    });
    expect(triggers.counts()).toMatchObject({ started: 2 });
  });

  it('evaluates Filter, FlowName and Input in JSONPath over the whole record', async () => {
    const { flows, triggers, send } = given();
    const trigger: Trigger = {
      Topic: 'raw',
      Filter: {
        And: [
          { Variable: '$.value.type', StringEquals: 'new' },
          { Variable: '$.headers.h', StringEquals: '1' },
        ],
      },
      FlowName: "States.Format('order-{}', $.value.id)",
      Input: { 'order.$': '$.value', 'at.$': '$.timestamp', source: 'tmall' },
    };
    await triggers.apply([blueprint('orders', [trigger])]);
    await send('raw', { id: 1, type: 'old' }, { id: 2, type: 'new' });
    await eventually(() => expect(flows).toHaveLength(1));
    expect(flows[0]).toMatchObject({
      name: 'order-2',
      input: { order: { id: 2, type: 'new' }, at: 1_700_000_000_000, source: 'tmall' },
    });
    await eventually(() => expect(triggers.counts()).toMatchObject({ started: 1, filtered: 1 }));
  });

  it('evaluates them in JSONata, with the time of the record', async () => {
    const { flows, triggers, send } = given();
    const trigger: Trigger = {
      Topic: 'raw',
      Filter: '{% $states.input.value.qty > 1 %}',
      FlowName: "{% $states.input.key & '-' & $states.input.offset %}",
      Input: { qty: '{% $states.input.value.qty * 2 %}', at: '{% $millis() %}' },
    };
    await triggers.apply([blueprint('orders', [trigger], { QueryLanguage: 'JSONata' })]);
    await send('raw', { qty: 1 }, { qty: 2 });
    await eventually(() => expect(flows).toHaveLength(1));
    expect(flows[0]).toMatchObject({ name: 'k-1', input: { qty: 4, at: 1_700_000_000_000 } });
  });

  it('moves what can never start a flow to the dead letters, with the record and the reason', async () => {
    const { flows, triggers, send, letters } = given(({ input }) => {
      if (input === 'bad input') throw fault('SFC_INPUT_SCHEMA_VIOLATION');
      return { created: true };
    });
    const trigger: Trigger = {
      Topic: 'raw',
      Filter: { Variable: '$.value.id', IsNumeric: true },
      Input: '$.value.input',
    };
    await triggers.apply([blueprint('orders', [trigger])]);
    await send('raw', '{not json', { no: 'id' }, { id: 1, input: 'bad input' }, { id: 1, input: 'good' });
    await eventually(() => expect(letters()).toHaveLength(3));
    expect(flows).toHaveLength(1);
    expect(letters().map(({ code, offset }) => [code, offset])).toEqual([
      ['SFC_RECORD_UNREADABLE', 0],
      ['SFC_TRIGGER_FAILED', 1],
      ['SFC_INPUT_SCHEMA_VIOLATION', 2],
    ]);
    expect(letters()[0]).toMatchObject({
      ...{ topic: 'raw', group: 'SFC.orders', partition: 0, key: 'k', value: '{not json', headers: { h: '1' } },
      ...{ failedAt: 42, message: expect.stringMatching(/^The value is not JSON: .*\. Read /) },
    });
  });

  it('delivers a batch again after a fault, without a dead letter', async () => {
    let isDown = true;
    const { inputs, triggers, send, letters, faults } = given(() => {
      if (isDown) throw fault('SFC_STORE_FULL');
      return { created: true };
    });
    await triggers.apply([blueprint('orders', [{ Topic: 'raw' }])]);
    await send('raw', 1, 2);
    await eventually(() => expect(faults.length).toBeGreaterThan(1));
    isDown = false;
    await eventually(() => expect(inputs()).toEqual([1, 2]));
    expect(letters()).toEqual([]);
  });

  it('takes a record whose place names a flow with another input as started, another name as taken', async () => {
    const { triggers, send, letters } = given(() => {
      throw fault('SFC_FLOW_NAME_TAKEN');
    });
    await triggers.apply([
      blueprint('orders', [{ Topic: 'raw' }]),
      blueprint('named', [{ Topic: 'raw', FlowName: '$.value' }]),
    ]);
    await send('raw', 'same');
    await send('raw', '"same"');
    await eventually(() => expect(triggers.counts()).toMatchObject({ repeated: 1, deadLetters: 3 }));
    expect(letters().filter(({ code }) => code === 'SFC_FLOW_NAME_TAKEN')).toMatchObject([{ group: 'SFC.named' }]);
  });

  it('gives every blueprint on a topic each message', async () => {
    const { flows, triggers, send } = given();
    await triggers.apply([blueprint('b', [{ Topic: 'raw' }]), blueprint('c', [{ Topic: 'raw' }])]);
    await send('raw', 1, 2);
    await eventually(() => expect(flows.map((flow) => flow.blueprint).sort()).toEqual(['b', 'b', 'c', 'c']));
  });

  it('starts one flow where two triggers of a blueprint share topic and group: by the first that fits', async () => {
    const { inputs, triggers, send } = given();
    const small: Trigger = { Topic: 'raw', Filter: { Variable: '$.value', NumericLessThan: 10 }, Input: 'small' };
    await triggers.apply([blueprint('orders', [small, { Topic: 'raw', Input: 'any' }])]);
    await send('raw', 1, 20);
    await eventually(() => expect(inputs()).toEqual(['small', 'any']));
  });

  it('keeps the place of a stopped blueprint; a start resumes there, and the others go on', async () => {
    const { flows, triggers, send } = given();
    const both = [blueprint('b', [{ Topic: 'raw' }]), blueprint('c', [{ Topic: 'raw' }])];
    await triggers.apply(both);
    await send('raw', 1);
    await eventually(() => expect(flows).toHaveLength(2));
    await triggers.apply(both.slice(0, 1));
    await send('raw', 2);
    await eventually(() => expect(flows).toHaveLength(3));
    await triggers.apply(both);
    await eventually(() => expect(flows).toHaveLength(4));
    expect(flows[3]).toMatchObject({ blueprint: 'c', input: 2 });
  });

  it('lets a new version take over between two records, without losing or repeating one', async () => {
    const { flows, triggers, send } = given();
    for (let version = 1; version <= 20; version++) {
      await triggers.apply([
        blueprint('orders', [{ Topic: 'raw', Input: { version, 'n.$': '$.value' } }], {}, version),
      ]);
      await send('raw', version * 2, version * 2 + 1);
    }
    await eventually(() => expect(flows).toHaveLength(40));
    expect(flows.map(({ input }) => (input as { n: number }).n)).toEqual(Array.from({ length: 40 }, (_, i) => i + 2));
    expect(flows.at(-1)?.version).toBe(20);
    for (const { version, input } of flows) expect((input as { version: number }).version).toBe(version);
  });

  it('leaves out a trigger that cannot be used, and a group that another blueprint reads with', async () => {
    const { flows, faults, triggers, send } = given();
    await triggers.apply([
      blueprint('bad', [{ Topic: 'raw', Filter: { Variable: '$[', IsNull: true } }]),
      blueprint('b', [{ Topic: 'raw', Group: 'SFC' }]),
      blueprint('c', [{ Topic: 'raw', Group: 'SFC' }]),
    ]);
    await send('raw', 1);
    await eventually(() => expect(flows).toHaveLength(1));
    expect(flows[0]?.blueprint).toBe('b');
    expect(faults).toMatchObject([{ code: 'SFC_INVALID_BLUEPRINT' }, { code: 'SFC_ACTIVATION_CONFLICT' }]);
  });

  it('changes nothing when the same is applied again', async () => {
    const { bus, triggers } = given();
    const subscribe = vi.spyOn(bus, 'subscribe');
    const desired = [blueprint('orders', [{ Topic: 'raw' }, { Topic: 'more' }])];
    await triggers.apply(desired);
    await triggers.apply(desired);
    expect(subscribe).toHaveBeenCalledTimes(2);
  });
});
