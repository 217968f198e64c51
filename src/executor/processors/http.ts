import { type Dispatcher, errors, request as send } from 'undici';
import type { Json } from '../../asl/json.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import { type HttpRequest, httpRequestOf, redirected } from '../http/http-request.ts';
import { type Answer, type Call, failed, type Processor, succeeded } from '../processor.ts';

export interface HttpProcessorOptions {
  /** `createGuardedAgent`: what it refuses is not called. */
  readonly agent: Dispatcher;
  /** Largest reply that is read, in bytes; one that is longer is `States.DataLimitExceeded`. */
  readonly replyBytes: number;
  /** How long a reply may take where the job has no TimeoutSeconds. */
  readonly timeoutSeconds?: number;
}

const MOST_REDIRECTS = 5;
/** As Step Functions cuts causes. */
const CAUSE_LENGTH = 32_768;

/** REST calls to `http://…` and `https://…`. */
export function createHttpProcessor(options: HttpProcessorOptions): Processor {
  return {
    serves: (resource) => /^https?:\/\//i.test(resource),
    perform: async (call) => {
      try {
        return await answerOf(await follow(options, call), options.replyBytes);
      } catch (error) {
        return failure(error, call.job.processor);
      }
    },
  };
}

async function follow(options: HttpProcessorOptions, call: Call): Promise<Dispatcher.ResponseData> {
  let request: HttpRequest = httpRequestOf(call.job, call.token);
  const timeout = (call.job.timeoutSeconds ?? options.timeoutSeconds ?? 60) * 1000;
  for (let redirects = 0; ; redirects++) {
    const response = await send(request.url, {
      dispatcher: options.agent,
      method: request.method as Dispatcher.HttpMethod,
      headers: request.headers,
      ...(request.body !== undefined && { body: request.body }),
      signal: call.signal,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    const next =
      redirects < MOST_REDIRECTS
        ? redirected(request, response.statusCode, one(response.headers['location']))
        : undefined;
    if (next === undefined) return response;
    await response.body.dump();
    request = next;
  }
}

async function answerOf(response: Dispatcher.ResponseData, replyBytes: number): Promise<Answer> {
  const body = await read(response, replyBytes);
  if (body === undefined) {
    return failed('States.DataLimitExceeded', `The reply is longer than ${replyBytes} bytes.`);
  }
  const type = one(response.headers['content-type']) ?? '';
  const text = decode(body, type);
  if (response.statusCode >= 400) {
    return failed(
      `States.Http.StatusCode.${response.statusCode}`,
      (text || response.statusText).slice(0, CAUSE_LENGTH),
    );
  }
  if (body.length === 0) return succeeded(null);
  if (!/^[^;]*[/+]json\b/i.test(type)) return succeeded(text);
  try {
    return succeeded(JSON.parse(text) as Json);
  } catch (error) {
    return failed('SFC.UnreadableReply', `The reply is declared as ${type} and is not JSON: ${String(error)}`);
  }
}

/** The whole body, or undefined where it is longer than allowed; the rest is not read then. */
async function read({ headers, body }: Dispatcher.ResponseData, limit: number): Promise<Uint8Array | undefined> {
  const declared = Number(one(headers['content-length']) ?? Number.NaN);
  if (declared <= limit) return body.bytes();
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (declared > limit) length = declared;
  else {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit) break;
    }
  }
  if (length <= limit) return Buffer.concat(chunks);
  body.on('error', () => undefined).destroy();
  return undefined;
}

function decode(body: Uint8Array, type: string): string {
  const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function failure(error: unknown, resource: string): Answer {
  if (error instanceof SfcError && error.code === 'SFC_HOST_NOT_ALLOWED') {
    return failed('SFC.HostNotAllowed', `${error.message} (${error.code})`);
  }
  if (error instanceof TypeError || error instanceof errors.InvalidArgumentError) {
    return failed('States.Runtime', `${resource} cannot be requested: ${error.message}`);
  }
  return failed('States.Http.Socket', `${resource}: ${describe(error)}`);
}

/** Node wraps the failures of several addresses in one without a text. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
