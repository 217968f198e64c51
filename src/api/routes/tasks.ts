import { z } from '@hono/zod-openapi';
import type { Json } from '../../asl/json.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { jsonBody } from '../json-body.ts';
import { NoBody } from '../schemas/blueprint.ts';
import { answers, body, describeRoute, JsonValue, present } from '../schemas/common.ts';

const params = z.object({
  token: z
    .string()
    .min(1)
    .max(1000)
    .openapi({ description: 'What the job carried as `sfc-task-token`.', example: 'TOKEN' }),
});
const FAULTS = ['SFC_INVALID_REQUEST', 'SFC_TOKEN_INVALID', 'SFC_TOKEN_SETTLED', 'SFC_PAYLOAD_TOO_LARGE'] as const;
const common = { method: 'post' as const, tags: ['Tasks'] };

const success = describeRoute({
  ...common,
  path: '/v1/tasks/{token}/success',
  operationId: 'reportTaskSuccess',
  summary: 'Report success',
  description: "The job's one answer: its output.",
  request: {
    params,
    body: body(
      z
        .strictObject({ output: JsonValue.optional().openapi({ description: 'Default: `null`.' }) })
        .openapi('TaskSuccess', { title: 'Success', description: 'The output of a job.' }),
      'The output.',
    ),
  },
  responses: answers(204, 'Stored.', undefined, FAULTS),
});

const failure = describeRoute({
  ...common,
  path: '/v1/tasks/{token}/failure',
  operationId: 'reportTaskFailure',
  summary: 'Report failure',
  description: "The job's one answer: an error, which retriers and catchers may match.",
  request: {
    params,
    body: body(
      z
        .strictObject({
          error: z.string().min(1).max(256).openapi({ example: 'Payment.Declined' }),
          cause: z.string().max(32_768).optional().openapi({ example: 'insufficient funds' }),
        })
        .openapi('TaskFailure', { title: 'Failure', description: 'The error of a job.' }),
      'The error.',
    ),
  },
  responses: answers(204, 'Stored.', undefined, FAULTS),
});

const heartbeat = describeRoute({
  ...common,
  path: '/v1/tasks/{token}/heartbeat',
  operationId: 'reportTaskHeartbeat',
  summary: 'Send a heartbeat',
  description: 'The processor is alive: the heartbeat time-out begins anew.',
  request: { params, body: { ...body(NoBody, 'Nothing.'), required: false } },
  responses: answers(204, 'Stored.', undefined, FAULTS),
});

export function taskRoutes({ services: { callbacks }, limits }: RouteContext) {
  const middleware = [jsonBody(limits.bodyBytes)];
  return createRouter()
    .openapi({ ...success, middleware }, async (context) => {
      const output = (context.req.valid('json').output ?? null) as Json;
      await callbacks.success(context.req.valid('param').token, output);
      return context.body(null, 204);
    })
    .openapi({ ...failure, middleware }, async (context) => {
      await callbacks.failure(context.req.valid('param').token, present(context.req.valid('json')));
      return context.body(null, 204);
    })
    .openapi({ ...heartbeat, middleware }, async (context) => {
      await callbacks.heartbeat(context.req.valid('param').token);
      return context.body(null, 204);
    });
}
