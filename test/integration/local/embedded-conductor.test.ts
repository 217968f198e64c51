import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EmbeddedConductor } from '../../../src/local/embedded-conductor.ts';
import { createStage, ended, publish, type Stage } from './support.ts';

let stage: Stage;
let conductor: EmbeddedConductor;
beforeEach(async () => {
  stage = createStage({ lambda: { Double: './double.mjs', Slow: './slow.mjs' } });
  stage.write('double.mjs', 'export const handler = async ({ n }) => ({ n: n * 2 });');
  stage.write(
    'slow.mjs',
    'export const handler = () => new Promise((resolve) => setTimeout(() => resolve(1), 60_000));',
  );
  conductor = await stage.start();
});
afterEach(() => stage.close());

const lambda = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const task = (processor: string, rest: object = { End: true }) => ({ Type: 'Task', Processor: processor, ...rest });
const double = { StartAt: 'A', States: { A: task(lambda('Double'), { Next: 'B' }), B: task(lambda('Double')) } };
const slow = { StartAt: 'A', States: { A: task(lambda('Slow'), { Next: 'B' }), B: { Type: 'Succeed' } } };

async function atSlow(
  name = 'slow',
): Promise<Awaited<ReturnType<EmbeddedConductor['registry']['startFlow']>>['flowId']> {
  const { flowId } = await conductor.registry.startFlow({ blueprint: name, input: {} });
  await vi.waitFor(async () => {
    const { flow } = await conductor.services.monitor.show(flowId);
    if (Object.values(flow.visits).every(({ phase }) => phase.type !== 'job')) throw new Error('not yet');
  });
  return flowId;
}

describe('embedded conductor', () => {
  it('runs a flow, and shows it', async () => {
    await publish(conductor, 'double', double);
    const { flowId } = await conductor.registry.startFlow({ blueprint: 'double', input: { n: 1 } });
    expect((await ended(conductor, flowId)).output).toEqual({ n: 4 });
    await conductor.indexed();
    const { monitor } = conductor.services;
    expect((await monitor.search({ limit: 10 })).items).toMatchObject([
      { flowId, status: 'SUCCEEDED', blueprint: 'double' },
    ]);
    expect(await monitor.counts()).toEqual([{ blueprint: 'double', status: 'SUCCEEDED', count: 1 }]);
    const events = await monitor.history(flowId, { limit: 100 });
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
    expect((await monitor.statistics('double')).durationMs?.flows).toBe(1);
  });

  it('starts a flow for each message, and keeps the bad ones as dead letters', async () => {
    await publish(conductor, 'triggered', { ...double, Triggers: [{ Topic: 'numbers' }] });
    const { topics, deadLetters, monitor } = conductor.services;
    await topics.send('numbers', [{ value: '{"n":1}' }, { value: 'nonsense' }, { value: '{"n":2}' }]);
    const letter = await vi.waitFor(async () => {
      const [first] = (await deadLetters.list({ limit: 10 })).items;
      if (first === undefined) throw new Error('not yet');
      return first;
    });
    expect(letter).toMatchObject({ topic: 'numbers', value: 'nonsense', code: 'SFC_RECORD_UNREADABLE' });
    await vi.waitFor(async () => {
      expect((await monitor.counts()).filter(({ status }) => status === 'SUCCEEDED')).toMatchObject([{ count: 2 }]);
    });
    expect(await deadLetters.replay(letter.id)).toMatchObject({ topic: 'numbers' });
    await vi.waitFor(async () => expect((await deadLetters.list({ limit: 10 })).items).toHaveLength(2));
    await expect(deadLetters.replay('0-99')).rejects.toMatchObject({ code: 'SFC_UNKNOWN_DEAD_LETTER' });
  });

  it('goes on after a restart where it was', async () => {
    await publish(conductor, 'slow', slow);
    const flowId = await atSlow();
    await conductor.close();
    stage.write('slow.mjs', 'export const handler = async () => 1;');
    conductor = await stage.start();
    // The module was loaded before; a callback with the job's token ends it in any case.
    const { flow } = await conductor.services.monitor.show(flowId);
    expect(flow.status).toBe('RUNNING');
    await conductor.services.monitor.skip(flowId, { state: 'A', output: { skipped: true } });
    expect((await ended(conductor, flowId)).output).toEqual({ skipped: true });
  });

  it('refuses a second conductor on its directory', async () => {
    await expect(stage.start()).rejects.toMatchObject({ code: 'SFC_STORE_BUSY' });
  });

  it('stops, retries and refuses what cannot be', async () => {
    await publish(conductor, 'slow', slow);
    const flowId = await atSlow();
    const { monitor } = conductor.services;
    await expect(monitor.retry(flowId, {})).rejects.toMatchObject({ code: 'SFC_FLOW_NOT_RETRYABLE' });
    await monitor.stop(flowId, { error: 'Why', cause: 'test' });
    expect((await ended(conductor, flowId, 'ABORTED')).error).toEqual({ error: 'Why', cause: 'test' });
    await expect(monitor.stop(flowId, {})).rejects.toMatchObject({ code: 'SFC_FLOW_ENDED' });
    await monitor.retry(flowId, {});
    expect((await ended(conductor, flowId, 'RUNNING')).run).toBe(2);
  });

  it('pauses a blueprint and lets its flows go on', async () => {
    await publish(conductor, 'slow', slow);
    const flowId = await atSlow();
    await conductor.registry.stop('slow', 'Pause');
    await ended(conductor, flowId, 'PAUSED');
    await expect(conductor.services.monitor.resume(flowId)).rejects.toMatchObject({ code: 'SFC_BLUEPRINT_STOPPED' });
    await conductor.services.monitor.skip(flowId, { state: 'A' });
    await conductor.registry.start('slow');
    await ended(conductor, flowId);
  });

  it('aborts the flows of a blueprint', async () => {
    await publish(conductor, 'slow', slow);
    const flows = await Promise.all([atSlow(), atSlow(), atSlow()]);
    await conductor.registry.stop('slow', 'Abort');
    for (const flowId of flows) await ended(conductor, flowId, 'ABORTED');
  });

  it('keeps the messages of a stopped blueprint until it is started', async () => {
    await publish(conductor, 'triggered', { ...double, Triggers: [{ Topic: 'numbers' }] });
    await conductor.registry.stop('triggered', 'Drain');
    await conductor.services.topics.send('numbers', [{ value: '{"n":1}' }]);
    await conductor.registry.start('triggered');
    await vi.waitFor(async () => {
      expect(await conductor.services.monitor.counts()).toMatchObject([{ status: 'SUCCEEDED', count: 1 }]);
    });
  });

  it('gives a blueprint workers of its own, and takes them away', async () => {
    const { workers } = conductor.services;
    await publish(conductor, 'double', { ...double, Worker: { Mode: 'Specific', MinReplicas: 2, Concurrency: 3 } });
    expect(await workers.list()).toMatchObject([
      { name: 'common', topic: 'sfc.jobs' },
      { name: 'double', topic: 'sfc.jobs.double', replicas: 2, concurrency: 3 },
    ]);
    await ended(conductor, (await conductor.registry.startFlow({ blueprint: 'double', input: { n: 1 } })).flowId);
    expect((await workers.list()).map(({ name, done }) => [name, done])).toEqual([
      ['common', 0],
      ['double', 2],
    ]);
    await conductor.registry.setWorker('double', { Mode: 'Common' });
    await vi.waitFor(async () => expect((await workers.list()).map(({ name }) => name)).toEqual(['common']));
    await ended(conductor, (await conductor.registry.startFlow({ blueprint: 'double', input: { n: 1 } })).flowId);
  });

  it('says which blueprint no worker serves', async () => {
    const { workers } = conductor.services;
    await publish(conductor, 'double', double);
    expect(await workers.unserved()).toEqual([]);
    await workers.setCommon('common', { replicas: 0 });
    const { flowId } = await conductor.registry.startFlow({ blueprint: 'double', input: { n: 1 } });
    const reason = 'common has no replicas.';
    await vi.waitFor(async () =>
      expect(await workers.unserved()).toEqual([{ blueprint: 'double', topic: 'sfc.jobs', waiting: 1, reason }]),
    );
    await workers.setCommon('common-second', { concurrency: 1 });
    await ended(conductor, flowId);
  });

  it('keeps its own topics from outside', async () => {
    const { topics } = conductor.services;
    await expect(topics.send('sfc.inputs', [{ value: '{}' }])).rejects.toMatchObject({ code: 'SFC_INVALID_REQUEST' });
    await expect(topics.poll({ topic: 'sfc.jobs', group: 'g', max: 1, waitMs: 0 })).rejects.toMatchObject({
      code: 'SFC_INVALID_REQUEST',
    });
  });

  it('is ready', async () => {
    expect(await conductor.services.health()).toMatchObject({ ready: true });
  });
});
