import { InvokeCommand, type InvokeCommandOutput, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import type { Json } from '../../asl/json.ts';
import { TASK_TOKEN_HEADER } from '../../messages/headers.ts';
import type { LambdaInvoker, LambdaReply, LambdaRequest } from '../../ports/lambda-invoker.ts';

export interface LambdaInvokerOptions {
  readonly region?: string;
  /** An imitation of Lambda, a local one say. */
  readonly endpoint?: string;
  /** Instead of a client of its own; it is not configured further. */
  readonly client?: Pick<LambdaClient, 'send'>;
}

/** Lambda itself. One attempt per call: trying again is for the blueprint's retriers. */
export function createLambdaInvoker({ region, endpoint, client }: LambdaInvokerOptions = {}): LambdaInvoker {
  const lambda =
    client ??
    new LambdaClient({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: 1,
      // Longer than any function runs: the answer decides, or the job's own timeout.
      requestHandler: { requestTimeout: 905_000, httpAgent: { maxSockets: 1000 }, httpsAgent: { maxSockets: 1000 } },
    });
  return {
    invoke: async (request) => {
      try {
        return replyOf(await lambda.send(commandOf(request), { abortSignal: request.signal }));
      } catch (error) {
        return { error: serviceFailure(error) };
      }
    },
  };
}

function commandOf({ functionName, qualifier, event, token }: LambdaRequest): InvokeCommand {
  const clientContext = JSON.stringify({ custom: { [TASK_TOKEN_HEADER]: token } });
  return new InvokeCommand({
    FunctionName: functionName,
    Qualifier: qualifier,
    Payload: Buffer.from(JSON.stringify(event)),
    ClientContext: Buffer.from(clientContext).toString('base64'),
  });
}

function replyOf(output: InvokeCommandOutput): LambdaReply {
  const text = output.Payload === undefined ? '' : Buffer.from(output.Payload).toString('utf8');
  const payload = parse(text);
  if (output.FunctionError !== undefined)
    return { error: { error: errorTypeOf(payload) ?? 'Lambda.Unknown', cause: text } };
  return {
    payload,
    executedVersion: output.ExecutedVersion ?? '$LATEST',
    requestId: output.$metadata.requestId ?? '',
  };
}

function parse(text: string): Json {
  try {
    return text === '' ? null : (JSON.parse(text) as Json);
  } catch {
    return text;
  }
}

function errorTypeOf(payload: Json): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('errorType' in payload)) return undefined;
  return typeof payload['errorType'] === 'string' ? payload['errorType'] : undefined;
}

/** Named and worded as Step Functions shows it. */
function serviceFailure(error: unknown): { error: string; cause: string } {
  if (!(error instanceof LambdaServiceException)) return { error: 'Lambda.SdkClientException', cause: String(error) };
  const { name, message, $metadata } = error;
  return {
    error: `Lambda.${name}`,
    cause: `${message} (Service: AWSLambda; Status Code: ${$metadata.httpStatusCode}; Error Code: ${name}; Request ID: ${$metadata.requestId}; Proxy: null)`,
  };
}
