import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { EmbeddedConductor } from '../../../src/local/embedded-conductor.ts';
import { createStage, ended, publish, type Stage } from './support.ts';

let stage: Stage;
let conductor: EmbeddedConductor;
beforeEach(async () => {
  stage = createStage();
  conductor = await stage.start();
});
afterEach(() => stage.close());

const ARN = 'arn:aws:states:us-east-1:123456789012:activity:pack';
const packing = { StartAt: 'Pack', States: { Pack: { Type: 'Task', Resource: ARN, End: true } } };
const WAIT = { activity: 'pack', waitMs: 10_000 };
const NO_WAIT = { activity: 'pack', waitMs: 0 };

async function startPacking(input: { box: number }): Promise<FlowId> {
  return (await conductor.registry.startFlow({ blueprint: 'packing', input })).flowId;
}
async function eventTypes(flowId: FlowId) {
  const events = await conductor.services.monitor.history(flowId, { limit: 100 });
  return events.map(({ type, details }) => [type, (details as { workerName?: string } | undefined)?.workerName]);
}

describe('activities', () => {
  it('gives each task to one worker, which answers by its token', async () => {
    await publish(conductor, 'packing', packing);
    const { activities, callbacks } = conductor.services;
    const flows = [await startPacking({ box: 1 }), await startPacking({ box: 2 })];
    const tasks = [
      await activities.take({ ...WAIT, workerName: 'packer-1' }),
      await activities.take({ ...WAIT, workerName: 'packer-1' }),
    ];
    expect(tasks.map((task) => task?.input)).toEqual(expect.arrayContaining([{ box: 1 }, { box: 2 }]));
    expect(await activities.take(NO_WAIT)).toBeUndefined();
    for (const task of tasks) await callbacks.success(task?.token ?? '', { packed: task?.input ?? null });
    expect((await ended(conductor, flows[0] as FlowId)).output).toEqual({ packed: { box: 1 } });
    expect((await ended(conductor, flows[1] as FlowId)).output).toEqual({ packed: { box: 2 } });
    expect(await eventTypes(flows[0] as FlowId)).toEqual([
      ['ExecutionStarted', undefined],
      ['TaskStateEntered', undefined],
      ['ActivityScheduled', undefined],
      ['ActivityStarted', 'packer-1'],
      ['ActivitySucceeded', undefined],
      ['TaskStateExited', undefined],
      ['ExecutionSucceeded', undefined],
    ]);
  });

  it('gives no task of a flow that was stopped', async () => {
    await publish(conductor, 'packing', packing);
    const { activities, monitor } = conductor.services;
    const stopped = await startPacking({ box: 1 });
    await monitor.stop(stopped, {});
    await ended(conductor, stopped, 'ABORTED');
    await startPacking({ box: 2 });
    expect((await activities.take(WAIT))?.input).toEqual({ box: 2 });
  });

  it('keeps waiting tasks over a restart, and gives those that were taken to nobody else', async () => {
    await publish(conductor, 'packing', packing);
    const first = await startPacking({ box: 1 });
    const taken = await conductor.services.activities.take(WAIT);
    await startPacking({ box: 2 });
    await conductor.close();
    conductor = await stage.start();
    const { activities, callbacks } = conductor.services;
    expect((await activities.take(WAIT))?.input).toEqual({ box: 2 });
    expect(await activities.take(NO_WAIT)).toBeUndefined();
    await callbacks.success(taken?.token ?? '', 'done');
    expect((await ended(conductor, first)).output).toBe('done');
  });
});
