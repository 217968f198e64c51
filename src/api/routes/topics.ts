import { createRouter, type RouteContext } from '../app.ts';
import { jsonBody } from '../json-body.ts';
import { answers, body, describeRoute, listOf, present } from '../schemas/common.ts';
import {
  Acknowledgement,
  AppendRequest,
  GroupParams,
  PollQuery,
  Receipts,
  recordText,
  recordView,
  TopicParams,
  TopicRecord,
} from '../schemas/topic.ts';

const tags = ['Topics'];

const append = describeRoute({
  method: 'post',
  path: '/v1/topics/{topic}/records',
  operationId: 'appendRecords',
  summary: 'Append records',
  description: 'For services without a broker client. The records are on disk when this answers.',
  tags,
  request: { params: TopicParams, body: body(AppendRequest, 'The records.') },
  responses: answers(200, 'Appended.', Receipts, ['SFC_INVALID_REQUEST', 'SFC_PAYLOAD_TOO_LARGE', 'SFC_STORE_FULL']),
});

const poll = describeRoute({
  method: 'get',
  path: '/v1/topics/{topic}/groups/{group}/records',
  operationId: 'pollRecords',
  summary: 'Read the next records of a group',
  description:
    "Waits for the first record up to `waitSeconds`. The group's place moves only when records are acknowledged.",
  tags,
  request: { params: GroupParams, query: PollQuery },
  responses: answers(200, 'The next records; none where none came.', listOf(TopicRecord, 'TopicRecordList'), [
    'SFC_INVALID_REQUEST',
  ]),
});

const acknowledge = describeRoute({
  method: 'post',
  path: '/v1/topics/{topic}/groups/{group}/offsets',
  operationId: 'acknowledgeRecords',
  summary: 'Acknowledge records',
  description: 'Everything up to and including the offset is done and will not be delivered to this group again.',
  tags,
  request: { params: GroupParams, body: body(Acknowledgement, 'The place.') },
  responses: answers(204, 'Stored.', undefined, ['SFC_INVALID_REQUEST']),
});

export function topicRoutes({ services: { topics }, limits, signal }: RouteContext) {
  const middleware = [jsonBody(limits.bodyBytes)];
  return createRouter()
    .openapi({ ...append, middleware }, async (context) => {
      const { topic } = context.req.valid('param');
      const { records } = context.req.valid('json');
      const messages = records.map(({ key, value, headers }) => present({ key, value: recordText(value), headers }));
      return context.json({ receipts: await topics.send(topic, messages) }, 200);
    })
    .openapi(poll, async (context) => {
      const { max, waitSeconds } = context.req.valid('query');
      const records = await topics.poll({
        ...context.req.valid('param'),
        max,
        waitMs: waitSeconds * 1000,
        // A poller that went away must take nothing with it.
        signal: AbortSignal.any([signal, context.req.raw.signal]),
      });
      return context.json({ items: records.map(recordView) }, 200);
    })
    .openapi({ ...acknowledge, middleware }, async (context) => {
      await topics.acknowledge({ ...context.req.valid('param'), ...context.req.valid('json') });
      return context.body(null, 204);
    });
}
