import type { Json } from '../../asl/json.ts';
import type { TestStateRequest as StateTest } from '../../testing/test-state/request.ts';
import { testState } from '../../testing/test-state/test-state.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { createGate } from '../gate.ts';
import { jsonBody } from '../json-body.ts';
import { answers, body, describeRoute } from '../schemas/common.ts';
import { TestStateRequest, TestStateResponse } from '../schemas/test-state.ts';

/** A definition of AWS's largest size, and the texts beside it. */
const BODY_BYTES = 3 * 1024 * 1024;

/** A test may take a second of the server. */
const GATE = { atOnce: 1, waiting: 100 };

const test = describeRoute({
  method: 'post',
  path: '/v1/test-state',
  operationId: 'testState',
  summary: 'Test one state',
  description:
    "Runs one state on the engine and answers as AWS's TestState does; nothing is called, so a Task, Map or Parallel needs a mock. A request that AWS would refuse is a problem document with AWS's `exception`.",
  tags: ['Blueprints'],
  request: { body: body(TestStateRequest, 'The state, its input and its mock.') },
  responses: answers(200, 'What became of the state.', TestStateResponse, [
    'SFC_INVALID_REQUEST',
    'SFC_STATE_NOT_TESTED',
    'SFC_PAYLOAD_TOO_LARGE',
    'SFC_TOO_MANY_SIMULATIONS',
  ]),
});

export function testStateRoutes({ limits }: RouteContext) {
  const middleware = [jsonBody(Math.min(limits.bodyBytes, BODY_BYTES))];
  const inTurn = createGate(GATE);
  return createRouter().openapi({ ...test, middleware }, async (context) => {
    const request = context.req.valid('json');
    return context.json(await inTurn(() => testState(request as StateTest & Json)), 200);
  });
}
