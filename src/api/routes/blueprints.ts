import { z } from '@hono/zod-openapi';
import type { Pushed } from '../../registry/push.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { jsonBody } from '../json-body.ts';
import { ifRevision, withETag } from '../revision.ts';
import {
  ActivateRequest,
  BlueprintParams,
  BlueprintView,
  blueprintView,
  ETagHeader,
  IfMatch,
  NewBlueprint,
  NoBody,
  PushedView,
  StatisticsView,
  StopBlueprintRequest,
  sourceOf,
  statisticsView,
} from '../schemas/blueprint.ts';
import { answers, body, describeRoute, listOf } from '../schemas/common.ts';

const tags = ['Blueprints'];
const CHANGE_FAULTS = [
  'SFC_INVALID_REQUEST',
  'SFC_UNKNOWN_BLUEPRINT',
  'SFC_UNKNOWN_VERSION',
  'SFC_PRECONDITION_FAILED',
  'SFC_ACTIVATION_CONFLICT',
] as const;

const list = describeRoute({
  method: 'get',
  path: '/v1/blueprints',
  operationId: 'listBlueprints',
  summary: 'List blueprints',
  description: 'All blueprints with the number of their flows by status.',
  tags,
  responses: answers(200, 'All blueprints.', listOf(BlueprintView, 'BlueprintList')),
});

const create = describeRoute({
  method: 'post',
  path: '/v1/blueprints',
  operationId: 'createBlueprint',
  summary: 'Push a blueprint',
  description:
    'Validates the document and stores it as the next version of the name. The same content again is the same version.',
  tags,
  request: { body: body(NewBlueprint, 'A name and a document.') },
  responses: answers(
    201,
    'The version that holds the document.',
    PushedView,
    ['SFC_INVALID_REQUEST', 'SFC_INVALID_BLUEPRINT', 'SFC_ACTIVATION_CONFLICT', 'SFC_PAYLOAD_TOO_LARGE'],
    z.object({ Location: z.string(), ETag: z.string() }),
  ),
});

const show = describeRoute({
  method: 'get',
  path: '/v1/blueprints/{name}',
  operationId: 'getBlueprint',
  summary: 'Show a blueprint',
  description: 'The record of a name: its versions, its status, its workers. The `ETag` is its revision.',
  tags,
  request: { params: BlueprintParams },
  responses: answers(200, 'The blueprint.', BlueprintView, ['SFC_UNKNOWN_BLUEPRINT'], ETagHeader),
});

const activate = describeRoute({
  method: 'put',
  path: '/v1/blueprints/{name}/active',
  operationId: 'activateVersion',
  summary: 'Activate a version',
  description: 'The next flow uses this version; running flows keep theirs.',
  tags,
  request: { params: BlueprintParams, headers: IfMatch, body: body(ActivateRequest, 'The version.') },
  responses: answers(200, 'The blueprint.', BlueprintView, CHANGE_FAULTS, ETagHeader),
});

const start = describeRoute({
  method: 'post',
  path: '/v1/blueprints/{name}/start',
  operationId: 'startBlueprint',
  summary: 'Start a blueprint',
  description: 'It takes new flows again; trigger records that waited start theirs; flows that a Pause holds go on.',
  tags,
  request: { params: BlueprintParams, headers: IfMatch, body: { ...body(NoBody, 'Nothing.'), required: false } },
  responses: answers(200, 'The blueprint.', BlueprintView, CHANGE_FAULTS, ETagHeader),
});

const stop = describeRoute({
  method: 'post',
  path: '/v1/blueprints/{name}/stop',
  operationId: 'stopBlueprint',
  summary: 'Stop a blueprint',
  description: 'It takes no new flows; the mode says what becomes of the running ones. Trigger records wait.',
  tags,
  request: { params: BlueprintParams, headers: IfMatch, body: body(StopBlueprintRequest, 'The mode.') },
  responses: answers(200, 'The blueprint.', BlueprintView, CHANGE_FAULTS, ETagHeader),
});

const statistics = describeRoute({
  method: 'get',
  path: '/v1/blueprints/{name}/statistics',
  operationId: 'getStatistics',
  summary: 'Show statistics',
  description: 'Flows by status, durations and errors of one blueprint.',
  tags,
  request: { params: BlueprintParams },
  responses: answers(200, 'The statistics.', StatisticsView, ['SFC_UNKNOWN_BLUEPRINT']),
});

export function blueprintRoutes({ services, limits }: RouteContext) {
  const { registry, monitor } = services;
  const json = jsonBody(limits.bodyBytes);

  return createRouter()
    .openapi(list, async (context) => {
      const [records, counts] = await Promise.all([registry.list(), monitor.counts()]);
      const items = records.map((record) => {
        const own = counts.filter(({ blueprint }) => blueprint === record.name);
        return blueprintView(record, Object.fromEntries(own.map(({ status, count }) => [status, count])));
      });
      return context.json({ items }, 200);
    })
    .openapi({ ...create, middleware: [json] }, async (context) => {
      const { name, activate, ...document } = context.req.valid('json');
      const pushed = await registry.push({ name, source: sourceOf(document) });
      const record = activate ? await registry.activate(name, pushed.version) : pushed.record;
      const location = `/v1/blueprints/${encodeURIComponent(name)}/versions/${pushed.version}`;
      return withETag(context, record, pushedView(name, { ...pushed, record }), 201, { location });
    })
    .openapi(show, async (context) => {
      const record = await registry.get(context.req.valid('param').name);
      return withETag(context, record, blueprintView(record));
    })
    .openapi({ ...activate, middleware: [json] }, async (context) => {
      const { version } = context.req.valid('json');
      const condition = ifRevision(context.req.valid('header'));
      const record = await registry.activate(context.req.valid('param').name, version, condition);
      return withETag(context, record, blueprintView(record));
    })
    .openapi({ ...start, middleware: [json] }, async (context) => {
      const condition = ifRevision(context.req.valid('header'));
      const record = await registry.start(context.req.valid('param').name, condition);
      return withETag(context, record, blueprintView(record));
    })
    .openapi({ ...stop, middleware: [json] }, async (context) => {
      const { mode } = context.req.valid('json');
      const condition = ifRevision(context.req.valid('header'));
      const record = await registry.stop(context.req.valid('param').name, mode, condition);
      return withETag(context, record, blueprintView(record));
    })
    .openapi(statistics, async (context) => {
      const { name } = await registry.get(context.req.valid('param').name);
      return context.json(statisticsView(name, await monitor.statistics(name)), 200);
    });
}

export function pushedView(name: string, { version, added, record, problems }: Pushed) {
  return { name, version, added, blueprint: blueprintView(record), problems };
}
