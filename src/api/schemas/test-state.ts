import { z } from '@hono/zod-openapi';
import { JsonValue } from './common.ts';

const text = (description: string) => JsonValue.optional().openapi({ description });

const Mock = z
  .strictObject({
    result: text('What the work gives, as JSON text or as a value.'),
    errorOutput: z.strictObject({ error: z.string(), cause: z.string().optional() }).optional(),
    fieldValidationMode: z.enum(['STRICT', 'PRESENT', 'NONE']).optional().openapi({
      description: 'How strictly `result` is compared with the API model of the service; default STRICT.',
    }),
  })
  .openapi('StateMock', {
    title: 'Mock',
    description: 'What the work of a Task, Map or Parallel gives: a result or an error.',
  });

const StateConfiguration = z
  .strictObject({
    retrierRetryCount: z
      .int()
      .optional()
      .openapi({ description: 'How often the retrier of the error was used before.' }),
    errorCausedByState: z
      .string()
      .optional()
      .openapi({ description: 'The inner state that a mocked error comes from.' }),
    mapIterationFailureCount: z.int().optional(),
    mapItemReaderData: z.string().optional().openapi({ description: 'The text that the ItemReader reads.' }),
  })
  .openapi('StateConfiguration', {
    title: 'Configuration',
    description: 'The situation in which the state is tested.',
  });

export const TestStateRequest = z
  .strictObject({
    definition: z.union([z.string(), z.record(z.string(), z.unknown())]).openapi({
      description: 'One state, or a whole definition of which `stateName` names the state; as JSON or as text.',
      example: { Type: 'Pass', Result: 'hello', End: true },
    }),
    stateName: z.string().optional(),
    input: text('As JSON text or as a value; default `{}`.'),
    inspectionLevel: z.enum(['INFO', 'DEBUG', 'TRACE']).default('INFO'),
    mock: Mock.optional(),
    context: text('The context object, as JSON text or as a value; only with a mock.'),
    variables: text('The variables of the state, as JSON text or as an object.'),
    stateConfiguration: StateConfiguration.optional(),
    roleArn: z.string().optional(),
    revealSecrets: z.boolean().optional(),
    dialect: z.enum(['sfc', 'asl']).default('sfc'),
  })
  .openapi('TestStateRequest', {
    title: 'Test of a state',
    description: "The request of AWS's TestState; values that are not text may stand where AWS takes JSON text.",
  });

const jsonText = z.string().optional();
const HttpMessage = z
  .object({
    protocol: jsonText,
    method: jsonText,
    url: jsonText,
    statusCode: jsonText,
    statusMessage: jsonText,
    headers: jsonText,
    body: jsonText,
  })
  .openapi('HttpMessage', { title: 'HTTP message', description: 'What an HTTP task sends or gets.' });

const InspectionData = z
  .object({
    input: jsonText,
    afterInputPath: jsonText,
    afterParameters: jsonText,
    afterArguments: jsonText,
    afterItemsPath: jsonText,
    afterItemSelector: jsonText,
    afterItemBatcher: jsonText,
    afterItemsPointer: jsonText,
    result: jsonText,
    afterResultSelector: jsonText,
    afterResultPath: jsonText,
    variables: jsonText,
    maxConcurrency: z.number().optional(),
    toleratedFailureCount: z.number().optional(),
    toleratedFailurePercentage: z.number().optional(),
    errorDetails: z
      .object({
        catchIndex: z.int().optional(),
        retryIndex: z.int().optional(),
        retryBackoffIntervalSeconds: z.int().optional(),
      })
      .optional(),
    request: HttpMessage.optional(),
    response: HttpMessage.optional(),
  })
  .openapi('InspectionData', {
    title: 'Inspection',
    description: 'The steps of the data flow; JSON as text, as AWS gives it.',
  });

export const TestStateResponse = z
  .object({
    status: z.enum(['SUCCEEDED', 'FAILED', 'RETRIABLE', 'CAUGHT_ERROR']),
    output: z.string().optional().openapi({ description: 'JSON text.', example: '"hello"' }),
    nextState: z.string().optional(),
    error: z.string().optional(),
    cause: z.string().optional(),
    inspectionData: InspectionData.optional(),
  })
  .openapi('TestStateResponse', { title: 'Tested state', description: "The answer of AWS's TestState." });
