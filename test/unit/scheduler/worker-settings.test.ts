import { describe, expect, it } from 'vitest';
import type { WorkerSettings } from '../../../src/asl/blueprint.ts';
import { jobTopicOf, specificWorker, unserved } from '../../../src/scheduler/worker-settings.ts';

const defaults = { concurrency: 64 };

describe('worker settings', () => {
  it('serves a blueprint by the common workers unless it asks for its own', () => {
    expect(jobTopicOf({ name: 'orders', worker: {} })).toBe('sfc.jobs');
    expect(specificWorker({ name: 'orders', worker: { Mode: 'Common', Concurrency: 3 } }, defaults)).toBeUndefined();
  });

  it.each<[WorkerSettings, number, number]>([
    [{ MinReplicas: 2, MaxReplicas: 5, Concurrency: 3 }, 2, 3],
    [{}, 1, 64],
    [{ MinReplicas: 0 }, 1, 64],
    [{ MaxReplicas: 0 }, 0, 64],
  ])(
    'gives a blueprint that asks for workers of its own %j its topic, %i replicas, %i jobs each',
    (worker, replicas, concurrency) => {
      const spec = specificWorker({ name: 'orders', worker: { Mode: 'Specific', ...worker } }, defaults);
      expect(spec).toEqual({ name: 'orders', topic: 'sfc.jobs.orders', replicas, concurrency });
    },
  );

  it('says which blueprints nobody serves, why, and how many jobs wait', () => {
    const own = { name: 'own', worker: { Mode: 'Specific' } as const };
    const shared = { name: 'shared', worker: {} };
    const waiting = (topic: string) => (topic === 'sfc.jobs.own' ? 1 : 7);
    const common = { name: 'common', topic: 'sfc.jobs', replicas: 1, concurrency: 1 };
    expect(unserved([own, shared], [common], waiting)).toEqual([
      { blueprint: 'own', topic: 'sfc.jobs.own', waiting: 1, reason: 'Its own worker is not running.' },
    ]);
    expect(unserved([shared], [], waiting)).toMatchObject([{ waiting: 7, reason: 'There is no common worker.' }]);
    const paused = { ...common, replicas: 0 };
    expect(unserved([shared], [paused], waiting)[0]?.reason).toBe('common has no replicas.');
    const both = [paused, { ...paused, name: 'common-night' }];
    expect(unserved([shared], both, waiting)[0]?.reason).toBe('common, common-night have no replicas.');
  });
});
