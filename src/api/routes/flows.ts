import { z } from '@hono/zod-openapi';
import type { Json } from '../../asl/json.ts';
import type { FlowId } from '../../engine/ids.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { jsonBody } from '../json-body.ts';
import { answers, body, describeRoute, listOf, present } from '../schemas/common.ts';
import {
  FlowFilter,
  FlowIdParam,
  FlowSummary,
  FlowView,
  flowSummary,
  flowView,
  StartedFlow,
  StartFlowRequest,
} from '../schemas/flow.ts';
import { HistoryEventView, HistoryPage, historyEventView, PathView, pathView } from '../schemas/history.ts';

const tags = ['Flows'];

const start = describeRoute({
  method: 'post',
  path: '/v1/flows',
  operationId: 'startFlow',
  summary: 'Start a flow',
  description:
    'The flow is on disk when this answers. The same name and input again give the same flow; another input is a 409.',
  tags,
  request: { body: body(StartFlowRequest, 'The blueprint and the input.') },
  responses: answers(
    202,
    'Accepted.',
    StartedFlow,
    [
      'SFC_INVALID_REQUEST',
      'SFC_UNKNOWN_BLUEPRINT',
      'SFC_UNKNOWN_VERSION',
      'SFC_FLOW_NAME_TAKEN',
      'SFC_BLUEPRINT_STOPPED',
      'SFC_INPUT_SCHEMA_VIOLATION',
      'SFC_PAYLOAD_TOO_LARGE',
      'SFC_STORE_FULL',
    ],
    z.object({ Location: z.string().openapi({ description: 'The path of the flow.' }) }),
  ),
});

const list = describeRoute({
  method: 'get',
  path: '/v1/flows',
  operationId: 'listFlows',
  summary: 'Find flows',
  description: 'Newest first. The index may lag a moment behind the flows.',
  tags,
  request: { query: FlowFilter },
  responses: answers(200, 'A page of flows.', listOf(FlowSummary, 'FlowList'), ['SFC_INVALID_REQUEST']),
});

const show = describeRoute({
  method: 'get',
  path: '/v1/flows/{flowId}',
  operationId: 'getFlow',
  summary: 'Show a flow',
  description: 'The flow itself, read consistently, with its open states.',
  tags,
  request: { params: FlowIdParam },
  responses: answers(200, 'The flow.', FlowView, ['SFC_UNKNOWN_FLOW']),
});

const history = describeRoute({
  method: 'get',
  path: '/v1/flows/{flowId}/history',
  operationId: 'getHistory',
  summary: "Show a flow's history",
  description: 'Complete and in order, as Step Functions would show it.',
  tags,
  request: { params: FlowIdParam, query: HistoryPage },
  responses: answers(200, 'A page of events.', listOf(HistoryEventView, 'History'), [
    'SFC_INVALID_REQUEST',
    'SFC_UNKNOWN_FLOW',
  ]),
});

const path = describeRoute({
  method: 'get',
  path: '/v1/flows/{flowId}/path',
  operationId: 'getPath',
  summary: "Show a flow's path",
  description: 'The states that it went through, in the order in which they were entered, with their outcome.',
  tags,
  request: { params: FlowIdParam },
  responses: answers(200, 'The path.', PathView, ['SFC_UNKNOWN_FLOW']),
});

export function flowRoutes({ services: { registry, monitor }, limits }: RouteContext) {
  return createRouter()
    .openapi({ ...start, middleware: [jsonBody(limits.bodyBytes)] }, async (context) => {
      const { blueprint, version, name, input } = context.req.valid('json');
      const request = { blueprint, version, name, input: input === undefined ? {} : (input as Json) };
      const { flowId, created } = await registry.startFlow(present(request));
      return context.json({ flowId, created }, 202, { location: `/v1/flows/${encodeURIComponent(flowId)}` });
    })
    .openapi(list, async (context) => {
      const { from, to, ...filter } = context.req.valid('query');
      const query = { ...filter, from: from && Date.parse(from), to: to && Date.parse(to) };
      const { items, nextCursor } = await monitor.search(present(query) as Parameters<typeof monitor.search>[0]);
      return context.json({ items: items.map(flowSummary), nextCursor }, 200);
    })
    .openapi(show, async (context) => {
      return context.json(flowView(await monitor.show(context.req.valid('param').flowId as FlowId)), 200);
    })
    .openapi(path, async (context) => {
      return context.json(pathView(await monitor.path(context.req.valid('param').flowId as FlowId)), 200);
    })
    .openapi(history, async (context) => {
      const flowId = context.req.valid('param').flowId as FlowId;
      const { limit, cursor, reverse } = context.req.valid('query');
      const page = { limit, after: cursor === undefined ? undefined : eventId(cursor), reverse: reverse === 'true' };
      const events = await monitor.history(flowId, present(page));
      const last = events.at(-1);
      const isLastPage = events.length < limit || (page.reverse && last?.id === 1);
      const nextCursor = last === undefined || isLastPage ? undefined : String(last.id);
      return context.json({ items: events.map(historyEventView), nextCursor }, 200);
    });
}

function eventId(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new SfcError('SFC_INVALID_REQUEST', 'The cursor is not one that this list gave.', {
    hint: 'Send `nextCursor` of the page before, unchanged.',
  });
}
