import { Agent, request } from 'undici';
import type { Json } from '../../asl/json.ts';
import { TASK_TOKEN_HEADER } from '../../messages/headers.ts';
import type { FunctionReply, MappedFunction } from './mapped-function.ts';
import { errorTypeOf, reportedError, serviceError } from './runtime-error.ts';

/** Lambda's own limit on a call. */
const LONGEST_MS = 900_000;

/**
 * A function behind a URL: the event is posted as JSON and the reply's body is the payload.
 * A function error is a body with `errorType`, marked by the header `x-amz-function-error` or by a status of 400 and more.
 */
export function createUrlFunction(url: string): MappedFunction {
  const agent = new Agent({ headersTimeout: LONGEST_MS, bodyTimeout: LONGEST_MS });
  return {
    call: async (call) => {
      try {
        const response = await request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', [TASK_TOKEN_HEADER]: call.token },
          body: JSON.stringify(call.event),
          signal: call.signal,
        });
        const text = await response.body.text();
        return replyOf(
          response.statusCode,
          response.headers['x-amz-function-error'] !== undefined,
          text,
          call.requestId,
        );
      } catch (error) {
        return { error: { error: 'Lambda.SdkClientException', cause: `${url}: ${String(error)}` } };
      }
    },
  };
}

function replyOf(status: number, isFunctionError: boolean, text: string, requestId: string): FunctionReply {
  if (isFunctionError || (status >= 400 && errorTypeOf(text) !== undefined)) return { error: reportedError(text) };
  if (status >= 400) return { error: serviceError('ServiceException', text.slice(0, 1000), status, requestId) };
  return { payload: payloadOf(text) };
}

function payloadOf(text: string): Json {
  try {
    return text === '' ? null : (JSON.parse(text) as Json);
  } catch {
    return text;
  }
}
