import { createRouter, type RouteContext } from '../app.ts';
import { answers, describeRoute, listOf, present } from '../schemas/common.ts';
import { DeadLetterPage, DeadLetterParams, DeadLetterView, deadLetterView, ReplayView } from '../schemas/topic.ts';

const tags = ['Dead letters'];

const list = describeRoute({
  method: 'get',
  path: '/v1/dead-letters',
  operationId: 'listDeadLetters',
  summary: 'List dead letters',
  description: 'Records that could not be processed, with the reason and the record.',
  tags,
  request: { query: DeadLetterPage },
  responses: answers(200, 'A page of dead letters.', listOf(DeadLetterView, 'DeadLetterList'), ['SFC_INVALID_REQUEST']),
});

const show = describeRoute({
  method: 'get',
  path: '/v1/dead-letters/{id}',
  operationId: 'getDeadLetter',
  summary: 'Read a dead letter',
  description: 'The whole record, and why it could not be processed. It stays after a replay.',
  tags,
  request: { params: DeadLetterParams },
  responses: answers(200, 'The dead letter.', DeadLetterView, ['SFC_INVALID_REQUEST', 'SFC_UNKNOWN_DEAD_LETTER']),
});

const replay = describeRoute({
  method: 'post',
  path: '/v1/dead-letters/{id}/replay',
  operationId: 'replayDeadLetter',
  summary: 'Replay a dead letter',
  description: 'Appends the record to its topic again.',
  tags,
  request: { params: DeadLetterParams },
  responses: answers(200, 'Where it stands now.', ReplayView, ['SFC_INVALID_REQUEST', 'SFC_UNKNOWN_DEAD_LETTER']),
});

export function deadLetterRoutes({ services: { deadLetters } }: RouteContext) {
  return createRouter()
    .openapi(list, async (context) => {
      const { items, nextCursor } = await deadLetters.list(present(context.req.valid('query')));
      return context.json({ items: items.map(deadLetterView), nextCursor }, 200);
    })
    .openapi(show, async (context) =>
      context.json(deadLetterView(await deadLetters.get(context.req.valid('param').id)), 200),
    )
    .openapi(replay, async (context) => context.json(await deadLetters.replay(context.req.valid('param').id), 200));
}
