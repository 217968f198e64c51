import type { WorkerSettings as StoredSettings } from '../../asl/blueprint.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { jsonBody } from '../json-body.ts';
import { ifRevision, withETag } from '../revision.ts';
import {
  BlueprintParams,
  BlueprintView,
  blueprintView,
  ETagHeader,
  IfMatch,
  WorkerSettings,
} from '../schemas/blueprint.ts';
import { answers, body, describeRoute, present } from '../schemas/common.ts';
import { CommonWorkerSettings, WorkerList, WorkerParams, WorkerView, workerView } from '../schemas/worker.ts';

const tags = ['Workers'];
const CHANGE_FAULTS = ['SFC_INVALID_REQUEST', 'SFC_UNKNOWN_BLUEPRINT', 'SFC_PRECONDITION_FAILED'] as const;

const list = describeRoute({
  method: 'get',
  path: '/v1/workers',
  operationId: 'listWorkers',
  summary: 'List workers',
  description: 'All workers with what they do, and the blueprints that no worker serves.',
  tags,
  responses: answers(200, 'All workers.', WorkerList),
});

const setCommon = describeRoute({
  method: 'put',
  path: '/v1/workers/{worker}',
  operationId: 'setCommonWorker',
  summary: 'Set a common worker',
  description: 'Changes `common`, or adds or changes `common-NAME`. The others are not touched.',
  tags,
  request: { params: WorkerParams, body: body(CommonWorkerSettings, 'The settings.') },
  responses: answers(200, 'The worker.', WorkerView, ['SFC_INVALID_REQUEST']),
});

const removeCommon = describeRoute({
  method: 'delete',
  path: '/v1/workers/{worker}',
  operationId: 'removeCommonWorker',
  summary: 'Remove a common worker',
  description: 'Jobs under way are finished; those that wait stay on the topic.',
  tags,
  request: { params: WorkerParams },
  responses: answers(204, 'It is gone.', undefined, ['SFC_INVALID_REQUEST']),
});

const get = describeRoute({
  method: 'get',
  path: '/v1/blueprints/{name}/workers',
  operationId: 'getBlueprintWorkers',
  summary: "Show a blueprint's workers",
  description: "The operator's override (`workers` of the blueprint); without one the blueprint's own `Worker` holds.",
  tags,
  request: { params: BlueprintParams },
  responses: answers(200, "The operator's settings.", WorkerSettings, ['SFC_UNKNOWN_BLUEPRINT'], ETagHeader),
});

const set = describeRoute({
  method: 'put',
  path: '/v1/blueprints/{name}/workers',
  operationId: 'setBlueprintWorkers',
  summary: "Set a blueprint's workers",
  description: 'Overrides what the blueprint says, for this and all later versions, until it is removed.',
  tags,
  request: { params: BlueprintParams, headers: IfMatch, body: body(WorkerSettings, 'The settings.') },
  responses: answers(200, 'The blueprint.', BlueprintView, CHANGE_FAULTS, ETagHeader),
});

const remove = describeRoute({
  method: 'delete',
  path: '/v1/blueprints/{name}/workers',
  operationId: 'removeBlueprintWorkers',
  summary: "Remove the override of a blueprint's workers",
  description: "The blueprint's own `Worker` holds again.",
  tags,
  request: { params: BlueprintParams, headers: IfMatch },
  responses: answers(200, 'The blueprint.', BlueprintView, CHANGE_FAULTS, ETagHeader),
});

export function workerRoutes({ services: { registry, workers }, limits }: RouteContext) {
  const json = jsonBody(limits.bodyBytes);
  return createRouter()
    .openapi(list, async (context) => {
      const [reports, unserved] = await Promise.all([workers.list(), workers.unserved()]);
      return context.json({ items: reports.map(workerView), unserved: [...unserved] }, 200);
    })
    .openapi({ ...setCommon, middleware: [json] }, async (context) => {
      const settings = present(context.req.valid('json'));
      const report = await workers.setCommon(context.req.valid('param').worker, settings);
      return context.json(workerView(report), 200);
    })
    .openapi(removeCommon, async (context) => {
      await workers.removeCommon(context.req.valid('param').worker);
      return context.body(null, 204);
    })
    .openapi(get, async (context) => {
      const record = await registry.get(context.req.valid('param').name);
      return withETag(context, record, blueprintView(record).workers ?? {});
    })
    .openapi({ ...set, middleware: [json] }, async (context) => {
      const { mode, min, max, concurrency } = context.req.valid('json');
      const settings: StoredSettings = present({
        Mode: mode,
        MinReplicas: min,
        MaxReplicas: max,
        Concurrency: concurrency,
      });
      const condition = ifRevision(context.req.valid('header'));
      const record = await registry.setWorker(context.req.valid('param').name, settings, condition);
      return withETag(context, record, blueprintView(record));
    })
    .openapi(remove, async (context) => {
      const condition = ifRevision(context.req.valid('header'));
      const record = await registry.setWorker(context.req.valid('param').name, null, condition);
      return withETag(context, record, blueprintView(record));
    });
}
