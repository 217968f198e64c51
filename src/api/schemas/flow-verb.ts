import { z } from '@hono/zod-openapi';
import { JsonValue } from './common.ts';

export const StopFlowRequest = z
  .strictObject({ error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() })
  .openapi('StopFlowRequest', { title: 'Stop', description: 'Why the flow is aborted.' });

export const RetryFlowRequest = z
  .strictObject({
    from: z
      .string()
      .min(1)
      .optional()
      .openapi({ description: '`Failure` (default), `Start`, or a top-level state.', example: 'Failure' }),
    input: JsonValue.optional().openapi({ description: "Replaces that state's input." }),
  })
  .openapi('RetryFlowRequest', { title: 'Retry', description: 'Where a flow that did not succeed continues.' });

export const SkipStateRequest = z
  .strictObject({ state: z.string().min(1).openapi({ example: 'Charge' }), output: JsonValue.optional() })
  .openapi('SkipStateRequest', {
    title: 'Skip',
    description: 'Ends the open task as if its job had returned `output`.',
  });
