import { isObject, type Json, type JsonObject } from '../../asl/json.ts';
import type { HttpMessage, InspectionData } from './inspection.ts';

/** What an HTTP task sent and got, from its input and its result. AWS: "TRACE inspection level". */
export function httpMessages(input: Json, result: Json | undefined): Pick<InspectionData, 'request' | 'response'> {
  const request = isObject(input) ? { request: requestOf(input) } : {};
  return { ...request, ...(isObject(result) ? { response: responseOf(result) } : {}) };
}

function requestOf({ ApiEndpoint = '', Method = '', Headers, QueryParameters, RequestBody }: JsonObject): HttpMessage {
  const query = isObject(QueryParameters) ? queryOf(QueryParameters) : '';
  return {
    protocol: 'https',
    method: String(Method),
    url: query === '' ? String(ApiEndpoint) : `${ApiEndpoint}?${query}`,
    ...headersOf(Headers),
    ...bodyOf(RequestBody),
  };
}

function responseOf({ StatusCode = '', StatusText = '', Headers, ResponseBody }: JsonObject): HttpMessage {
  return {
    protocol: 'https',
    statusCode: String(StatusCode),
    statusMessage: String(StatusText),
    ...headersOf(Headers),
    ...bodyOf(ResponseBody),
  };
}

function queryOf(parameters: JsonObject): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    listOf(value).map((each): [string, string] => [name, String(each)]),
  );
  return new URLSearchParams(pairs).toString();
}

/** As AWS prints them: `[accept: text/html, range: bytes=0-9]`. */
function headersOf(headers: Json | undefined): Pick<HttpMessage, 'headers'> {
  if (!isObject(headers)) return {};
  const lines = Object.entries(headers).flatMap(([name, value]) => listOf(value).map((each) => `${name}: ${each}`));
  return { headers: `[${lines.join(', ')}]` };
}

function bodyOf(body: Json | undefined): Pick<HttpMessage, 'body'> {
  if (body === undefined) return {};
  return { body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}
