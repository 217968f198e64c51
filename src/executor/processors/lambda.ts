import { isObject, type Json, type JsonObject } from '../../asl/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LambdaInvoker, LambdaReply } from '../../ports/lambda-invoker.ts';
import { type Answer, type Call, failed, type Processor, succeeded } from '../processor.ts';

const FUNCTION = /^arn:[\w-]+:lambda:[\w-]*:\d*:function:./;
const INVOKE = /^arn:[\w-]+:states:[\w-]*:\d*:lambda:invoke(?<pattern>\.waitForTaskToken)?$/;

/** Lambda functions by their ARN, and the service integrations `lambda:invoke` and `lambda:invoke.waitForTaskToken`. */
export function createLambdaProcessor({ invoker, clock }: { invoker: LambdaInvoker; clock: Clock }): Processor {
  return {
    serves: (resource) => FUNCTION.test(resource) || INVOKE.test(resource),
    perform: (call) => {
      const integration = INVOKE.exec(call.job.processor);
      return integration === null
        ? callFunction(invoker, call)
        : integrate(invoker, clock, call, integration.groups?.['pattern'] !== undefined);
    },
  };
}

async function callFunction(invoker: LambdaInvoker, call: Call): Promise<Answer> {
  const reply = await invoke(invoker, call, call.job.processor, call.job.input);
  return 'error' in reply ? { type: 'Result', result: reply } : succeeded(reply.payload);
}

async function integrate(invoker: LambdaInvoker, clock: Clock, call: Call, waits: boolean): Promise<Answer> {
  const { input } = call.job;
  if (!isObject(input) || typeof input['FunctionName'] !== 'string' || input['FunctionName'] === '') {
    return failed('States.Runtime', 'lambda:invoke needs the parameter FunctionName, a text.');
  }
  const qualifier = typeof input['Qualifier'] === 'string' ? input['Qualifier'] : undefined;
  const invoked = invoke(invoker, call, input['FunctionName'], input['Payload'] ?? {}, qualifier);
  if (input['InvocationType'] === 'Event') {
    // Nobody reads the function's answer; that it was accepted is the result.
    invoked.catch(() => undefined);
    return answer(accepted(), waits);
  }
  const reply = await invoked;
  return 'error' in reply ? { type: 'Result', result: reply } : answer(envelope(reply, clock), waits);
}

function answer(response: Json, waits: boolean): Answer {
  return waits ? { type: 'HandedOver', submitted: response } : succeeded(response);
}

function invoke(
  invoker: LambdaInvoker,
  { token, job, signal }: Call,
  functionName: string,
  event: Json,
  qualifier?: string,
): Promise<LambdaReply> {
  return invoker.invoke({
    functionName,
    event,
    token,
    signal,
    ...(qualifier !== undefined && { qualifier }),
    ...(job.timeoutSeconds !== undefined && { timeoutSeconds: job.timeoutSeconds }),
  });
}

function accepted(): JsonObject {
  return { Payload: '', SdkHttpMetadata: { HttpStatusCode: 202 }, StatusCode: 202 };
}

/** The Invoke API's response as Step Functions gives it. */
function envelope(reply: Exclude<LambdaReply, { error: unknown }>, clock: Clock): JsonObject {
  const { payload, executedVersion, requestId } = reply;
  const headers = {
    Connection: 'keep-alive',
    'Content-Type': 'application/json',
    Date: new Date(clock.now()).toUTCString(),
    'X-Amz-Executed-Version': executedVersion,
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
  };
  return {
    ExecutedVersion: executedVersion,
    Payload: payload,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}
