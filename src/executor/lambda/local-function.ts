import { pathToFileURL } from 'node:url';
import type { Json } from '../../asl/json.ts';
import { TASK_TOKEN_HEADER } from '../../messages/headers.ts';
import { copyAsJson } from '../payload.ts';
import type { FunctionCall, FunctionReply, MappedFunction } from './mapped-function.ts';
import { functionError, thrownError } from './runtime-error.ts';
import { withinCall } from './stray-errors.ts';

type Handler = (event: Json | undefined, context: object) => unknown;

/** Lambda's own limit; a handler that hangs longer has lost its place. */
const LONGEST_SECONDS = 900;

/** A handler of a module in this process, called as the Node.js runtime of Lambda calls it. The module is loaded once. */
export function createLocalFunction(target: string, baseUrl: string): MappedFunction {
  const [path = '', exportName = 'handler'] = target.split('#');
  let loading: Promise<Handler | FunctionReply> | undefined;

  return {
    call: async (call) => {
      loading ??= loadHandler(path, exportName, baseUrl);
      const handler = await loading;
      if (typeof handler !== 'function') return handler;
      const deadline = Date.now() + (call.timeoutSeconds ?? LONGEST_SECONDS) * 1000;
      const context = contextOf(call, deadline);
      return settle(handler, copyAsJson(call.event), context, call);
    },
  };
}

async function loadHandler(path: string, exportName: string, baseUrl: string): Promise<Handler | FunctionReply> {
  try {
    const module: Record<string, unknown> = await import(new URL(path, moduleBase(baseUrl)).href);
    const handler = module[exportName];
    if (typeof handler === 'function') return handler as Handler;
    return { error: functionError('Runtime.HandlerNotFound', `${path}#${exportName} is undefined or not exported`) };
  } catch (error) {
    return { error: functionError('Runtime.ImportModuleError', String(error)) };
  }
}

function moduleBase(baseUrl: string): string {
  return baseUrl.startsWith('file:') ? baseUrl : `${pathToFileURL(baseUrl).href}/`;
}

function contextOf(call: FunctionCall, deadline: number): object {
  const version = call.qualifier ?? '$LATEST';
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: call.name,
    functionVersion: version,
    invokedFunctionArn: call.functionName,
    memoryLimitInMB: '128',
    awsRequestId: call.requestId,
    logGroupName: `/aws/lambda/${call.name}`,
    logStreamName: call.requestId,
    clientContext: { custom: { [TASK_TOKEN_HEADER]: call.token } },
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** The handler's answer; a call that is cancelled or runs too long is left behind, since nothing can stop it. */
function settle(
  handler: Handler,
  event: Json | undefined,
  context: object,
  call: FunctionCall,
): Promise<FunctionReply> {
  return new Promise((resolve) => {
    const leave = () => finish({ error: timedOut(call.requestId) });
    const timer = setTimeout(leave, LONGEST_SECONDS * 1000);
    call.signal.addEventListener('abort', leave, { once: true });
    function finish(reply: FunctionReply): void {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', leave);
      resolve(reply);
    }
    // Loading the module may have taken longer than the job was wanted.
    if (call.signal.aborted) leave();
    else
      withinCall(
        (error) => finish({ error }),
        () =>
          callHandler(handler, event, context).then(finish, (thrown: unknown) =>
            finish({ error: thrownError(thrown) }),
          ),
      );
  });
}

async function callHandler(handler: Handler, event: Json | undefined, context: object): Promise<FunctionReply> {
  const returned = await handler(event, context);
  try {
    return { payload: copyAsJson(returned) ?? null };
  } catch (error) {
    return { error: functionError('Runtime.MarshalError', `Unable to stringify response body: ${String(error)}`) };
  }
}

function timedOut(requestId: string) {
  const message = `RequestId: ${requestId} Error: Task timed out after ${LONGEST_SECONDS}.00 seconds`;
  return { error: 'Sandbox.Timedout', cause: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage: message }) };
}
