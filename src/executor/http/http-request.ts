import { isObject, type Json, type JsonObject } from '../../asl/json.ts';
import type { JobCall } from '../../engine/effects.ts';
import { TASK_TOKEN_HEADER } from '../../messages/headers.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a job asks for. Throws a TypeError for a URL, method or header that HTTP does not know. */
export function httpRequestOf(job: JobCall, token: string): HttpRequest {
  const url = new URL(job.processor);
  for (const [name, value] of Object.entries(job.queryParameters ?? {})) {
    for (const text of texts(value)) url.searchParams.append(name, text);
  }
  const method = (job.method ?? 'POST').toUpperCase();
  const headers = { accept: 'application/json', ...headersOf(job.headers), [TASK_TOKEN_HEADER]: token };
  if (method === 'GET' || method === 'HEAD') return { url, method, headers, body: undefined };
  return { url, method, headers: { 'content-type': 'application/json', ...headers }, body: bodyOf(job.input, headers) };
}

/** The connection's own headers are not for the job to set. */
const OWN = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
]);

function headersOf(headers: JsonObject | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {})
      .map(([name, value]) => [name.toLowerCase(), texts(value).join(', ')] as const)
      .filter(([name]) => !OWN.has(name)),
  );
}

/** A text goes out as it is where the job declares another type than JSON; everything else is JSON. */
function bodyOf(input: Json, headers: Readonly<Record<string, string>>): string {
  const type = headers['content-type'] ?? 'application/json';
  return typeof input === 'string' && !/\bjson\b/i.test(type) ? input : JSON.stringify(input);
}

function texts(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (value === null) return [];
  return [isObject(value) ? JSON.stringify(value) : String(value)];
}

/** Follows the redirect of a response, or gives undefined where there is none to follow. */
export function redirected(
  request: HttpRequest,
  status: number,
  location: string | undefined,
): HttpRequest | undefined {
  if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  const url = new URL(location, request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const headers = url.origin === request.url.origin ? request.headers : withoutSecrets(request.headers);
  if (status >= 307 || request.method === 'GET' || request.method === 'HEAD') return { ...request, url, headers };
  const { 'content-type': _type, ...rest } = headers as Record<string, string>;
  return { url, method: 'GET', headers: rest, body: undefined };
}

/** What was meant for one origin only. */
function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  const secret = new Set(['authorization', 'cookie', 'proxy-authorization', TASK_TOKEN_HEADER]);
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !secret.has(name) && !/key|token|secret/.test(name)),
  );
}
