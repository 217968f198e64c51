import { describe, expect, it } from 'vitest';
import { jobTopicOf, specificWorker, unserved } from '../../../src/scheduler/worker-settings.ts';

describe('worker settings', () => {
  it('serves a blueprint by the common workers unless it asks for its own', () => {
    expect(jobTopicOf({ name: 'orders', worker: {} })).toBe('sfc.jobs');
    expect(specificWorker({ name: 'orders', worker: { Mode: 'Common', Concurrency: 3 } })).toBeUndefined();
  });

  it('gives a blueprint with its own workers a topic, and as many as it asks for at least', () => {
    const worker = { Mode: 'Specific', MinReplicas: 2, MaxReplicas: 5, Concurrency: 3 } as const;
    const spec = { name: 'orders', topic: 'sfc.jobs.orders', replicas: 2, concurrency: 3 };
    expect(specificWorker({ name: 'orders', worker })).toEqual(spec);
    expect(specificWorker({ name: 'orders', worker: { Mode: 'Specific' } })).toMatchObject({
      replicas: 1,
      concurrency: 10,
    });
    expect(specificWorker({ name: 'orders', worker: { Mode: 'Specific', MaxReplicas: 0 } })).toMatchObject({
      replicas: 0,
    });
  });

  it('says which blueprints nobody serves, why, and how many jobs wait', () => {
    const own = { name: 'own', worker: { Mode: 'Specific', MinReplicas: 0 } as const };
    const common = { name: 'shared', worker: {} };
    const waiting = (topic: string) => (topic === 'sfc.jobs.own' ? 1 : 7);
    const workers = [{ name: 'common', topic: 'sfc.jobs', replicas: 1, concurrency: 1 }];
    expect(unserved([own, common], workers, waiting)).toEqual([
      {
        blueprint: 'own',
        topic: 'sfc.jobs.own',
        waiting: 1,
        reason: expect.stringMatching(/MinReplicas.* 1 job waits\.$/),
      },
    ]);
    const paused = workers.map((worker) => ({ ...worker, replicas: 0 }));
    expect(unserved([common], [], waiting)[0]?.reason).toMatch(/no common workers.* 7 jobs wait\.$/);
    expect(unserved([common], paused, waiting)[0]?.reason).toMatch(/have no replicas/);
  });
});
