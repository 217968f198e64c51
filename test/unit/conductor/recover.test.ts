import { describe, expect, it } from 'vitest';
import type { FlowId } from '../../../src/engine/ids.ts';
import { SfcError } from '../../../src/errors/sfc-error.ts';
import type { InputRecord, JobRecord } from '../../../src/messages/topics.ts';
import { batchOf, createStage, START, type Stage, success } from './support/stage.ts';

const jobsOf = (stage: Stage) =>
  stage.sentTo('sfc.jobs').map((job) => `${(job as JobRecord).flowId}:${(job as JobRecord).dispatch.id}`);
const startsOf = (stage: Stage) => stage.sentTo('sfc.inputs').map((record) => (record as InputRecord).flowId);

/** A store with flows at several places, and a conductor that is new to it. */
async function restarted(options: Parameters<typeof createStage>[0] = {}) {
  const before = createStage({ program: [{ type: 'job', maxAttempts: 1, timeout: 50 }] });
  const [begun, ended, accepted] = ['a-begun', 'b-ended', 'c-accepted'].map(before.accept) as [FlowId, FlowId, FlowId];
  await before.conductor.handle(
    batchOf(0, [
      [begun, START],
      [ended, START],
      [ended, success(1)],
    ]),
  );
  const stage = createStage({ flowStore: before.flowStore, ...options });
  return { before, stage, begun, ended, accepted };
}

describe('a start', () => {
  it('performs the open effects of every open flow again, and begins those accepted', async () => {
    const { stage } = await restarted();
    await stage.conductor.start();
    await stage.conductor.recovered();
    expect(jobsOf(stage)).toEqual(['a-begun:job:1.1']);
    expect(stage.timersSet.map(({ id }) => id)).toEqual(['timeout:1.1']);
    expect(startsOf(stage)).toEqual(['c-accepted']);
    expect(stage.conductor.health()).toMatchObject({ isRecovering: false, recoveredFlows: 2, isHealthy: true });
  });

  it('passes by a flow whose state is damaged, and begins it so that the dead letters name it', async () => {
    const { before, begun } = await restarted();
    const fault = new SfcError('SFC_FLOW_UNREADABLE', 'The state of flow a-begun is damaged.');
    const flowStore = {
      ...before.flowStore,
      load: async (id: FlowId) => (id === begun ? Promise.reject(fault) : before.flowStore.load(id)),
    };
    const stage = createStage({ flowStore });
    await stage.conductor.start();
    await stage.conductor.recovered();
    expect(startsOf(stage)).toEqual(['c-accepted', 'a-begun']);
    expect(stage.conductor.health().isHealthy).toBe(true);
    await stage.conductor.handle(batchOf(9, [[begun, START]]));
    expect(stage.sentTo('sfc.dead-letters')).toMatchObject([{ code: 'SFC_FLOW_UNREADABLE', key: begun }]);
  });

  it('takes new inputs while it recovers', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { stage, begun } = await restarted({ recovery: { pageSize: 1 }, pause: () => held });
    await stage.conductor.start();
    expect(stage.subscriptions.map(({ topic, group }) => [topic.name, group])).toEqual([
      ['sfc.inputs', 'sfc.conductor'],
    ]);
    await stage.conductor.handle(batchOf(9, [[begun, success(1)]]));
    expect(stage.conductor.health().isRecovering).toBe(true);
    release();
    await stage.conductor.recovered();
    expect(startsOf(stage)).toEqual(['c-accepted']);
  });

  it('bounds the rate', async () => {
    const pauses: number[] = [];
    const { stage } = await restarted({
      recovery: { pageSize: 1, flowsPerSecond: 10 },
      pause: async (milliseconds) => void pauses.push(milliseconds),
    });
    await stage.conductor.start();
    await stage.conductor.recovered();
    expect(pauses).toEqual([100]);
  });

  it('leaves alone what it began itself', async () => {
    const stage = createStage();
    await stage.conductor.start();
    await stage.conductor.handle(batchOf(0, [[stage.accept('a'), START]]));
    await stage.conductor.recovered();
    expect(jobsOf(stage)).toEqual(['a:job:1.1']);
  });

  it('takes back the timers of a flow that went on while it was recovered', async () => {
    const { before, begun } = await restarted();
    let isFirst = true;
    const flowStore: typeof before.flowStore = {
      ...before.flowStore,
      load: async (flowId) => {
        const stored = await before.flowStore.load(flowId);
        if (!isFirst || flowId !== begun) return stored;
        isFirst = false;
        await stage.conductor.handle(batchOf(9, [[begun, success(1)]]));
        stage.timersCancelled.length = 0;
        return stored;
      },
    };
    const stage = createStage({ flowStore });
    await stage.conductor.start();
    await stage.conductor.recovered();
    expect(stage.timersSet.map(({ id }) => id)).toEqual(['timeout:1.1']);
    expect(stage.timersCancelled).toEqual(['timeout:1.1']);
  });

  it('begins what it has only paused', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const stage: Stage = createStage({
      decide: (_program, flow) => ({ applied: true, flow: { ...flow, pausedBy: 'operator' }, events: [], effects: [] }),
      pause: () => held,
    });
    stage.faults.openFlows.push(new SfcError('SFC_STORE_FULL', 'No space is left.'));
    await stage.conductor.start();
    await stage.conductor.handle(
      batchOf(0, [[stage.accept('a'), { type: 'PauseFlow', operationId: 'operator', run: 1 }]]),
    );
    release();
    await stage.conductor.recovered();
    expect(startsOf(stage)).toEqual(['a']);
  });

  it('tries again after a fault, and says so meanwhile', async () => {
    const healths: boolean[] = [];
    const stage: Stage = createStage({
      pause: async () => void healths.push(stage.conductor.health().isHealthy),
    });
    stage.accept('a');
    stage.faults.openFlows.push(new SfcError('SFC_STORE_FULL', 'No space is left.'));
    await stage.conductor.start();
    await stage.conductor.recovered();
    expect(healths).toEqual([false]);
    expect(startsOf(stage)).toEqual(['a']);
    expect(stage.conductor.health().isHealthy).toBe(true);
  });
});

describe('a stop', () => {
  it('ends a recovery that waits', async () => {
    const { stage } = await restarted({
      recovery: { pageSize: 1 },
      pause: (_milliseconds, signal) =>
        signal.aborted
          ? Promise.resolve()
          : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
    });
    await stage.conductor.start();
    await stage.conductor.stop();
    expect(startsOf(stage)).toEqual([]);
  });
});
