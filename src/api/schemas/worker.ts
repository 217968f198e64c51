import { z } from '@hono/zod-openapi';
import type { WorkerReport } from '../../ports/worker-fleet.ts';

export const WorkerParams = z.object({
  worker: z
    .string()
    .regex(/^common(-[\w-]{1,60})?$/, 'a common worker is named `common` or `common-NAME`')
    .openapi({ description: 'The name of a common worker.', example: 'common-night' }),
});

export const CommonWorkerSettings = z
  .strictObject({
    replicas: z.int().min(0).max(1000).optional().openapi({ description: '0 keeps it without serving.', example: 2 }),
    concurrency: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .openapi({ description: 'Jobs at once per replica.', example: 64 }),
  })
  .openapi('CommonWorkerSettings', { title: 'Common worker', description: 'What is not given stays as it is.' });

export const WorkerView = z
  .object({
    name: z.string().openapi({ description: '`common…`, or the blueprint it serves alone.', example: 'common' }),
    topic: z.string().openapi({ example: 'sfc.jobs' }),
    replicas: z.int(),
    concurrency: z.int(),
    busy: z.int().openapi({ description: 'Jobs under way.' }),
    waiting: z.int().openapi({ description: 'Jobs on its topic.' }),
    done: z.int(),
    failed: z.int(),
  })
  .openapi('Worker', {
    title: 'Worker',
    description: 'A consumer of a job topic, and its counts since the process began.',
  });

const UnservedView = z
  .object({
    blueprint: z.string().openapi({ example: 'order-fulfilment' }),
    topic: z.string().openapi({ description: 'The job topic that no worker reads.', example: 'sfc.jobs' }),
    waiting: z.int().openapi({ description: 'Jobs on the topic, which other blueprints may share.', example: 12 }),
    reason: z.string().openapi({ example: 'common has no replicas.' }),
  })
  .openapi('UnservedBlueprint', { title: 'Unserved blueprint', description: 'Its jobs wait until a worker is there.' });

export const WorkerList = z
  .object({
    items: z.array(WorkerView),
    unserved: z.array(UnservedView).openapi({ description: 'Blueprints whose jobs no worker takes.' }),
  })
  .openapi('WorkerList', { title: 'Workers', description: 'All workers, and blueprints that none serves.' });

export function workerView({ name, topic, replicas, concurrency, busy, waiting, done, failed }: WorkerReport) {
  return { name, topic, replicas, concurrency, busy, waiting, done, failed };
}
