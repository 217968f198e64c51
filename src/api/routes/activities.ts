import { z } from '@hono/zod-openapi';
import { createRouter, type RouteContext } from '../app.ts';
import { answers, describeRoute, JsonValue, present } from '../schemas/common.ts';

const params = z.object({
  name: z
    .string()
    .regex(/^[\w.-]{1,80}$/, "an activity's name has 1 to 80 of the characters a-z, A-Z, 0-9, '.', '_' and '-'")
    .openapi({ description: "The last part of the activity's ARN.", example: 'pack' }),
});
const query = z.object({
  workerName: z.string().min(1).max(80).optional().openapi({
    description: "Shown in the flow's history.",
    example: 'packer-7',
  }),
  waitSeconds: z.coerce.number().min(0).max(60).default(60).openapi({
    description: 'How long to wait for a task.',
    example: 20,
  }),
});
const ActivityTask = z
  .object({
    taskToken: z.string().openapi({ description: 'For success, failure and heartbeats.' }),
    input: JsonValue,
  })
  .openapi('ActivityTask', { title: 'Task of an activity', description: 'What a worker is to do.' });

const take = describeRoute({
  method: 'get',
  path: '/v1/activities/{name}/task',
  operationId: 'takeActivityTask',
  summary: 'Take the next task of an activity',
  description:
    'For workers of Task states whose Resource is `arn:aws:states:…:activity:NAME`. Each task is given to one worker, which answers at `/v1/tasks/{token}/success` or `/failure`.',
  tags: ['Tasks'],
  request: { params, query },
  responses: {
    ...answers(200, 'The task.', ActivityTask, ['SFC_INVALID_REQUEST']),
    204: { description: 'None came.' },
  },
});

export function activityRoutes({ services: { activities }, signal }: RouteContext) {
  return createRouter().openapi(take, async (context) => {
    const { workerName, waitSeconds } = context.req.valid('query');
    const task = await activities.take({
      activity: context.req.valid('param').name,
      waitMs: waitSeconds * 1000,
      signal: AbortSignal.any([signal, context.req.raw.signal]),
      ...present({ workerName }),
    });
    if (task === undefined) return context.body(null, 204);
    return context.json({ taskToken: task.token, input: task.input }, 200);
  });
}
