import { afterEach, describe, expect, it, vi } from 'vitest';
import { SfcError } from '../../../src/errors/sfc-error.ts';
import type { JobOutcome } from '../../../src/executor/run-job.ts';
import { type JobRecord, jobsTopic } from '../../../src/messages/topics.ts';
import { createInProcessFleet, type InProcessFleet, WORKER_GROUP } from '../../../src/scheduler/in-process-fleet.ts';
import { memoryBus } from '../../support/memory-bus.ts';
import { jobRecord } from '../executor/support.ts';

let fleet: InProcessFleet;
afterEach(() => fleet.close({ graceSeconds: 0 }));

/** A fleet whose jobs end when the test says so. */
function given() {
  const bus = memoryBus();
  const open = new Map<string, (outcome: JobOutcome | Error) => void>();
  const begun: string[] = [];
  const forgotten: string[] = [];
  const faults: unknown[] = [];
  fleet = createInProcessFleet({
    bus,
    backlog: bus.backlog,
    onFault: (fault) => faults.push(fault),
    executor: {
      run: (job, signal) =>
        new Promise((resolve, reject) => {
          begun.push(job.token);
          open.set(job.token, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
          signal.addEventListener('abort', () => resolve('cancelled'));
        }),
      forget: async (token) => void forgotten.push(token),
    },
  });
  const dispatch = async (jobs: readonly JobRecord[], blueprint?: string) => {
    await bus.send(
      jobsTopic(blueprint),
      jobs.map((job) => ({ key: job.token, value: job, durable: false })),
    );
    return jobs.map(({ token }) => token);
  };
  const end = (token: string, outcome: JobOutcome | Error = 'succeeded') => open.get(token)?.(outcome);
  const report = async (name: string) => (await fleet.list()).find((worker) => worker.name === name);
  return { bus, begun, forgotten, faults, dispatch, end, report };
}

/** Waits for a condition that comes within some turns. */
function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { interval: 1 });
}

const common = { name: 'common', topic: 'sfc.jobs', replicas: 1, concurrency: 2 };
const jobs = (count: number) => Array.from({ length: count }, () => jobRecord());

describe('in-process fleet', () => {
  it('runs replicas × concurrency jobs at once; the others wait and are counted', async () => {
    const { begun, dispatch, report } = given();
    await fleet.apply({ ...common, replicas: 2 });
    await dispatch(jobs(10));
    await eventually(() => expect(begun).toHaveLength(4));
    await eventually(async () => expect(await report('common')).toMatchObject({ busy: 4, waiting: 6, done: 0 }));
  });

  it('never lets a slow job hold up the others of its batch or its partition', async () => {
    const { begun, dispatch, end, report } = given();
    await fleet.apply(common);
    const [slow = '', ...others] = await dispatch(jobs(300));
    await eventually(async () => {
      for (const token of begun) if (token !== slow) end(token);
      expect((await report('common'))?.done).toBe(others.length);
    });
    expect(await report('common')).toMatchObject({ busy: 1, waiting: 0, failed: 0 });
  });

  it('counts jobs that failed', async () => {
    const { dispatch, end, report } = given();
    await fleet.apply(common);
    const [token = ''] = await dispatch(jobs(1));
    await eventually(async () => {
      end(token, 'failed');
      expect(await report('common')).toMatchObject({ busy: 0, done: 0, failed: 1 });
    });
  });

  it('is changed while its jobs run', async () => {
    const { begun, dispatch, report } = given();
    await fleet.apply({ ...common, concurrency: 1 });
    await dispatch(jobs(5));
    await eventually(() => expect(begun).toHaveLength(1));
    await fleet.apply({ ...common, concurrency: 3 });
    await eventually(() => expect(begun).toHaveLength(3));
    expect(await report('common')).toMatchObject({ busy: 3, concurrency: 3 });
  });

  it('keeps a worker of no replicas without serving; its jobs wait on the topic and are served later', async () => {
    const { bus, begun, dispatch, report } = given();
    await fleet.apply({ ...common, replicas: 0 });
    await dispatch(jobs(3));
    expect(bus.backlog('sfc.jobs', WORKER_GROUP)).toBe(3);
    expect(await report('common')).toMatchObject({ busy: 0, waiting: 3 });
    await fleet.apply({ ...common, concurrency: 5 });
    await eventually(() => expect(begun).toHaveLength(3));
  });

  it('removes a worker: jobs under way are finished, those that wait go back to the topic for the next one', async () => {
    const { begun, dispatch, end, report } = given();
    await fleet.apply(common);
    const tokens = await dispatch(jobs(6));
    await eventually(() => expect(begun).toHaveLength(2));
    let isRemoved = false;
    const removed = fleet.remove('common').then(() => {
      isRemoved = true;
    });
    await fleet.apply({ ...common, name: 'common-second', concurrency: 10 });
    await eventually(() => expect(new Set(begun)).toEqual(new Set(tokens)));
    expect(isRemoved).toBe(false);
    for (const token of begun.slice(0, 2)) end(token);
    await removed;
    expect(begun).toHaveLength(6);
    expect(await report('common')).toBeUndefined();
  });

  it('serves each topic by its own workers, whatever happens to the others', async () => {
    const { begun, dispatch, end } = given();
    await fleet.apply(common);
    await fleet.apply({ name: 'orders', topic: 'sfc.jobs.orders', replicas: 1, concurrency: 1 });
    await dispatch(jobs(5));
    const [own = ''] = await dispatch(jobs(1), 'orders');
    await eventually(() => expect(begun).toContain(own));
    const removed = fleet.remove('orders');
    const [left = ''] = await dispatch(jobs(1), 'orders');
    end(own);
    await removed;
    expect(begun).not.toContain(left);
    await fleet.apply({ name: 'orders', topic: 'sfc.jobs.orders', replicas: 1, concurrency: 1 });
    await eventually(() => expect(begun).toContain(left));
  });

  it('begins a job that is dispatched again only when it is not under way', async () => {
    const { begun, dispatch, end, report } = given();
    await fleet.apply(common);
    const job = jobRecord();
    await dispatch([job, job]);
    await eventually(() => expect(begun).toEqual([job.token]));
    end(job.token);
    await eventually(async () => expect((await report('common'))?.done).toBe(1));
    await dispatch([job]);
    await eventually(() => expect(begun).toEqual([job.token, job.token]));
  });

  it('aborts a cancelled job, and never begins one that was cancelled while it waited', async () => {
    const { begun, forgotten, dispatch, report } = given();
    await fleet.apply({ ...common, concurrency: 1 });
    const [first = '', second = '', third = ''] = await dispatch(jobs(3));
    await eventually(() => expect(begun).toEqual([first]));
    fleet.cancel(second);
    fleet.cancel(first);
    await eventually(() => expect(begun).toEqual([first, third]));
    expect(forgotten).toEqual([second, first]);
    expect(await report('common')).toMatchObject({ busy: 1, done: 0, failed: 0 });
  });

  it('begins a job again after a fault', async () => {
    const { begun, faults, dispatch, end } = given();
    await fleet.apply(common);
    const [token = ''] = await dispatch(jobs(1));
    await eventually(() => expect(begun).toHaveLength(1));
    end(token, new SfcError('SFC_STORE_FULL', 'disk full'));
    await eventually(() => expect(begun).toHaveLength(2));
    expect(faults).toHaveLength(1);
  });
});
