import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WorkerSettings } from '../../../src/asl/blueprint.ts';
import { jobsTopic } from '../../../src/messages/topics.ts';
import { createInProcessFleet, type InProcessFleet } from '../../../src/scheduler/in-process-fleet.ts';
import { createScheduler } from '../../../src/scheduler/scheduler.ts';
import { memoryBus } from '../../support/memory-bus.ts';
import { jobRecord } from '../executor/support.ts';

let fleet: InProcessFleet;
afterEach(() => fleet.close({ graceSeconds: 0 }));

function given() {
  const bus = memoryBus();
  const begun: string[] = [];
  fleet = createInProcessFleet({
    bus,
    executor: {
      run: async ({ token }) => {
        begun.push(token);
        return 'succeeded';
      },
      forget: async () => undefined,
    },
  });
  const scheduler = createScheduler({ bus, fleet, backlog: bus.backlog });
  const dispatch = async (blueprint?: string) => {
    const job = jobRecord();
    await bus.send(jobsTopic(blueprint), [{ key: job.token, value: job, durable: false }]);
    return job.token;
  };
  return { scheduler, begun, dispatch };
}

const orders = (worker: WorkerSettings) => [{ name: 'orders', worker }];
const eventually = (check: () => unknown) => vi.waitFor(check, { interval: 1 });

describe('scheduler', () => {
  it('adds, changes and removes the workers that blueprints ask for, and only those', async () => {
    const { scheduler } = given();
    await scheduler.setCommon('common', {});
    await scheduler.apply(orders({ Mode: 'Specific', Concurrency: 2 }));
    expect(await scheduler.list()).toMatchObject([
      { name: 'common', replicas: 1, concurrency: 64 },
      { name: 'orders', topic: 'sfc.jobs.orders', concurrency: 2 },
    ]);
    const apply = vi.spyOn(fleet, 'apply');
    await scheduler.apply(orders({ Mode: 'Specific', Concurrency: 2 }));
    expect(apply).not.toHaveBeenCalled();
    await scheduler.apply(orders({ Mode: 'Specific', Concurrency: 3 }));
    expect(apply).toHaveBeenCalledOnce();
    await scheduler.apply([]);
    expect(await scheduler.list()).toMatchObject([{ name: 'common' }]);
    await scheduler.stop();
  });

  it('hands the jobs of a blueprint that gives up its workers to the common ones, and takes them again', async () => {
    const { scheduler, begun, dispatch } = given();
    await scheduler.setCommon('common', {});
    await scheduler.apply(orders({ Mode: 'Specific', MinReplicas: 0 }));
    const early = await dispatch('orders');
    expect(await scheduler.unserved()).toMatchObject([{ blueprint: 'orders', waiting: 1 }]);
    await scheduler.apply(orders({ Mode: 'Common' }));
    const late = await dispatch('orders');
    await eventually(() => expect(begun).toEqual([early, late]));
    expect(await scheduler.unserved()).toEqual([]);
    await scheduler.apply(orders({ Mode: 'Specific', MinReplicas: 0 }));
    const own = await dispatch('orders');
    await scheduler.apply(orders({ Mode: 'Specific', MinReplicas: 1 }));
    await eventually(() => expect(begun).toContain(own));
    await scheduler.stop();
  });

  it('adds, changes and removes common workers by name', async () => {
    const { scheduler } = given();
    expect(await scheduler.setCommon('common-night', { concurrency: 5 })).toMatchObject({
      replicas: 1,
      concurrency: 5,
    });
    expect(await scheduler.setCommon('common-night', { replicas: 3 })).toMatchObject({ replicas: 3, concurrency: 5 });
    await scheduler.removeCommon('common-night');
    await expect(scheduler.removeCommon('common-night')).rejects.toMatchObject({ code: 'SFC_INVALID_REQUEST' });
    await expect(scheduler.setCommon('orders', {})).rejects.toMatchObject({ code: 'SFC_INVALID_REQUEST' });
    expect(await scheduler.list()).toEqual([]);
  });
});
