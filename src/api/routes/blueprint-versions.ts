import { z } from '@hono/zod-openapi';
import { createRouter, type RouteContext } from '../app.ts';
import { jsonBody } from '../json-body.ts';
import { ifRevision, withETag } from '../revision.ts';
import {
  BlueprintParams,
  IfMatch,
  NewBlueprintVersion,
  PushedView,
  sourceOf,
  VersionDocument,
  VersionParams,
  VersionView,
  versionView,
} from '../schemas/blueprint.ts';
import { answers, body, describeRoute, listOf } from '../schemas/common.ts';
import { pushedView } from './blueprints.ts';

const tags = ['Blueprints'];

const list = describeRoute({
  method: 'get',
  path: '/v1/blueprints/{name}/versions',
  operationId: 'listVersions',
  summary: 'List versions',
  description: 'All versions of a blueprint. Versions never change.',
  tags,
  request: { params: BlueprintParams },
  responses: answers(200, 'All versions.', listOf(VersionView, 'BlueprintVersionList'), ['SFC_UNKNOWN_BLUEPRINT']),
});

const create = describeRoute({
  method: 'post',
  path: '/v1/blueprints/{name}/versions',
  operationId: 'createVersion',
  summary: 'Push a version',
  description: 'Validates the document and stores it as the next version of a blueprint that exists.',
  tags,
  request: { params: BlueprintParams, headers: IfMatch, body: body(NewBlueprintVersion, 'A document.') },
  responses: answers(
    201,
    'The version that holds the document.',
    PushedView,
    [
      'SFC_INVALID_REQUEST',
      'SFC_INVALID_BLUEPRINT',
      'SFC_UNKNOWN_BLUEPRINT',
      'SFC_PRECONDITION_FAILED',
      'SFC_ACTIVATION_CONFLICT',
      'SFC_PAYLOAD_TOO_LARGE',
    ],
    z.object({ Location: z.string(), ETag: z.string() }),
  ),
});

const show = describeRoute({
  method: 'get',
  path: '/v1/blueprints/{name}/versions/{version}',
  operationId: 'getVersion',
  summary: 'Show a version',
  description: 'One version with its document.',
  tags,
  request: { params: VersionParams },
  responses: answers(200, 'The version.', VersionDocument, [
    'SFC_INVALID_REQUEST',
    'SFC_UNKNOWN_BLUEPRINT',
    'SFC_UNKNOWN_VERSION',
  ]),
});

export function blueprintVersionRoutes({ services: { registry }, limits }: RouteContext) {
  return createRouter()
    .openapi(list, async (context) => {
      const { name } = await registry.get(context.req.valid('param').name);
      const items = (await registry.versions(name)).map(versionView);
      return context.json({ items }, 200);
    })
    .openapi({ ...create, middleware: [jsonBody(limits.bodyBytes)] }, async (context) => {
      const { activate, ...document } = context.req.valid('json');
      const { name } = await registry.get(context.req.valid('param').name);
      const condition = ifRevision(context.req.valid('header'));
      const pushed = await registry.push({ name, source: sourceOf(document), ...condition });
      const record = activate ? await registry.activate(name, pushed.version) : pushed.record;
      const location = `/v1/blueprints/${encodeURIComponent(name)}/versions/${pushed.version}`;
      return withETag(context, record, pushedView(name, { ...pushed, record }), 201, { location });
    })
    .openapi(show, async (context) => {
      const { name, version } = context.req.valid('param');
      const stored = await registry.version(name, version);
      return context.json({ ...versionView(stored), name, text: stored.source, definition: stored.blueprint }, 200);
    });
}
