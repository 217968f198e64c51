import type { Context } from 'hono';
import type { Json } from '../../asl/json.ts';
import type { FlowId } from '../../engine/ids.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { jsonBody } from '../json-body.ts';
import { NoBody } from '../schemas/blueprint.ts';
import { answers, body, describeRoute, present } from '../schemas/common.ts';
import { FlowIdParam, FlowView, flowView } from '../schemas/flow.ts';
import { RetryFlowRequest, SkipStateRequest, StopFlowRequest } from '../schemas/flow-verb.ts';

const FAULTS = ['SFC_INVALID_REQUEST', 'SFC_UNKNOWN_FLOW', 'SFC_FLOW_ENDED'] as const;
const common = { method: 'post' as const, tags: ['Flows'] };
const accepted = (faults: Parameters<typeof answers>[3] = FAULTS) =>
  answers(202, 'The verb is stored and will be applied; the flow as it is now.', FlowView, faults);

const stop = describeRoute({
  ...common,
  path: '/v1/flows/{flowId}/stop',
  operationId: 'stopFlow',
  summary: 'Stop a flow',
  description: 'It ends ABORTED; its open jobs are cancelled.',
  request: { params: FlowIdParam, body: { ...body(StopFlowRequest, 'Why.'), required: false } },
  responses: accepted(),
});

const retry = describeRoute({
  ...common,
  path: '/v1/flows/{flowId}/retry',
  operationId: 'retryFlow',
  summary: 'Retry a flow',
  description: 'A flow that did not succeed continues from its failed states; finished branches are not run again.',
  request: { params: FlowIdParam, body: { ...body(RetryFlowRequest, 'From where.'), required: false } },
  responses: accepted(['SFC_INVALID_REQUEST', 'SFC_UNKNOWN_FLOW', 'SFC_FLOW_NOT_RETRYABLE']),
});

const pause = describeRoute({
  ...common,
  path: '/v1/flows/{flowId}/pause',
  operationId: 'pauseFlow',
  summary: 'Pause a flow',
  description: 'It holds before its next task; jobs that are out are finished.',
  request: { params: FlowIdParam, body: { ...body(NoBody, 'Nothing.'), required: false } },
  responses: accepted(),
});

const resume = describeRoute({
  ...common,
  path: '/v1/flows/{flowId}/resume',
  operationId: 'resumeFlow',
  summary: 'Resume a flow',
  description: 'A paused flow goes on.',
  request: { params: FlowIdParam, body: { ...body(NoBody, 'Nothing.'), required: false } },
  responses: accepted([...FAULTS, 'SFC_BLUEPRINT_STOPPED']),
});

const skip = describeRoute({
  ...common,
  path: '/v1/flows/{flowId}/skip',
  operationId: 'skipState',
  summary: 'Skip a state',
  description:
    "Ends the open task visits of a state as if their jobs had returned the output (default: the state's input).",
  request: { params: FlowIdParam, body: body(SkipStateRequest, 'The state.') },
  responses: accepted(),
});

export function flowVerbRoutes({ services: { monitor }, limits }: RouteContext) {
  const middleware = [jsonBody(limits.bodyBytes)];
  const answer = async (context: Context, flowId: FlowId) => context.json(flowView(await monitor.show(flowId)), 202);

  return createRouter()
    .openapi({ ...stop, middleware }, async (context) => {
      const flowId = context.req.valid('param').flowId as FlowId;
      await monitor.stop(flowId, present(context.req.valid('json')));
      return answer(context, flowId);
    })
    .openapi({ ...retry, middleware }, async (context) => {
      const flowId = context.req.valid('param').flowId as FlowId;
      const { from, input } = context.req.valid('json');
      await monitor.retry(flowId, present({ from, input: input as Json | undefined }));
      return answer(context, flowId);
    })
    .openapi({ ...pause, middleware }, async (context) => {
      const flowId = context.req.valid('param').flowId as FlowId;
      await monitor.pause(flowId);
      return answer(context, flowId);
    })
    .openapi({ ...resume, middleware }, async (context) => {
      const flowId = context.req.valid('param').flowId as FlowId;
      await monitor.resume(flowId);
      return answer(context, flowId);
    })
    .openapi({ ...skip, middleware }, async (context) => {
      const flowId = context.req.valid('param').flowId as FlowId;
      const { state, output } = context.req.valid('json');
      await monitor.skip(flowId, present({ state, output: output as Json | undefined }));
      return answer(context, flowId);
    });
}
