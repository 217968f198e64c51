import { z } from '@hono/zod-openapi';
import type { FlowDocument } from '../../ports/flow-index.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { createChangeStream } from '../change-stream.ts';
import { BlueprintName } from '../schemas/blueprint.ts';
import { answers, describeRoute, type Responses } from '../schemas/common.ts';
import { flowSummary } from '../schemas/flow.ts';

const GATHER_MS = 100;

const events = describeRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'streamEvents',
  summary: 'Follow changes live',
  description:
    'Server-sent events. `flow` carries a FlowSummary whenever a flow has changed (changes in quick succession are merged); `reset` asks to load lists again, after too many changes at once. Nothing is replayed after a reconnect: load what you show, then follow.',
  tags: ['Flows'],
  request: {
    query: z.object({
      blueprint: BlueprintName.optional(),
      flowId: z.string().max(300).optional().openapi({ description: 'Only this flow.' }),
    }),
  },
  responses: {
    ...answers(200, 'A stream without end.', undefined, ['SFC_INVALID_REQUEST']),
    200: {
      description: 'A stream without end.',
      content: { 'text/event-stream': { schema: z.string().openapi({ example: 'event: flow\ndata: {}\n\n' }) } },
    },
  } as Responses,
});

export function eventRoutes({ services: { monitor }, signal }: RouteContext) {
  return createRouter().openapi(events, (context) => {
    const { blueprint, flowId } = context.req.valid('query');
    const isWanted = (change: FlowDocument) =>
      (blueprint === undefined || change.blueprint === blueprint) && (flowId === undefined || change.flowId === flowId);
    const stream = createChangeStream<FlowDocument>({
      subscribe: (listener) => monitor.subscribe((change) => isWanted(change) && listener(change)),
      keyOf: (change) => change.flowId,
      event: 'flow',
      view: flowSummary,
      gatherMs: GATHER_MS,
      signal,
    });
    return context.body(stream, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  });
}
