import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { FlowId } from '../../src/engine/ids.ts';
import type { Consumer } from '../../src/ports/message-bus.ts';
import { until } from '../support/until.ts';
import { type Installation, openInstallation } from './support/conductors.ts';

/** The protocol on real engines: state and outbox in DynamoDB, everything else in Kafka. */
describe('a conductor on Kafka and DynamoDB', () => {
  let installation: Installation;
  let conductor: Consumer;
  beforeAll(async () => {
    installation = await openInstallation({ kafka: inject('kafka'), dynamodb: inject('dynamodb') });
    conductor = await installation.addConductor();
  });
  afterAll(() => installation.close());

  /** Events 1, 2, 3 … up to the last that the flow counts. */
  async function expectWholeHistory(id: FlowId): Promise<void> {
    const events = (await installation.flowStore.load(id))?.flow.eventCount ?? 0;
    await until(() => installation.histories.get(id)?.size === events);
    const ids = [...(installation.histories.get(id)?.keys() ?? [])].sort((a, b) => a - b);
    expect(ids).toEqual(Array.from({ length: events }, (_, index) => index + 1));
  }

  it('writes at most 1.2 items and sends at most 3.4 records for each task of a flow that runs alone', async () => {
    const { counts, startFlow } = installation;
    const before = { ...counts };
    const flows: FlowId[] = [];
    for (let count = 0; count < 5; count += 1) {
      const id = await startFlow({ order: count });
      await installation.ended(id);
      flows.push(id);
    }
    const tasks = flows.length * 5;
    expect((counts.writes - before.writes) / tasks).toBeLessThanOrEqual(1.2);
    expect((counts.records - before.records) / tasks).toBeLessThanOrEqual(3.4);
    for (const id of flows) {
      await expectWholeHistory(id);
      expect((await installation.flowStore.load(id))?.flow.output).toEqual({ order: flows.indexOf(id) });
    }
  });

  it('ends every flow once while conductors come and go', async () => {
    const { startFlow, addConductor, counts } = installation;
    const inputs = Array.from({ length: 60 }, (_, order) => ({ order }));
    const starting = Promise.all(inputs.map(startFlow));
    const second = await addConductor();
    const flows = await starting;
    await conductor.stop();
    await Promise.all(flows.map(installation.ended));
    for (const id of flows) await expectWholeHistory(id);
    const performed = [...counts.jobs].filter(([token]) => flows.some((id) => token.startsWith(id)));
    expect(performed).toHaveLength(flows.length * 5);
    await second.stop();
  });
});
