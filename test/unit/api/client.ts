import { type ApiOptions, createApi } from '../../../src/api/create-api.ts';
import { createAnswerCheck } from './described.ts';
import { createFakeServices } from './fake-services.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
}

/** All apps have the same routes. */
let check: ReturnType<typeof createAnswerCheck> | undefined;

/** An API on fake services and what calls it. An answer that the OpenAPI document does not describe is an error. */
export function createClient(options: Partial<ApiOptions> = {}) {
  const services = createFakeServices();
  const faults: unknown[] = [];
  const app = createApi(services, { version: '0.0.0', onFault: (error) => faults.push(error), ...options });
  check ??= createAnswerCheck(
    app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } }) as never,
  );
  const raw = (path: string, init?: RequestInit) => Promise.resolve(app.request(path, init));
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const hasBody = body !== undefined;
    const response = await raw(path, {
      method,
      headers: { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(hasBody ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const answer = isJson ? JSON.parse(text) : text;
    const isOurs = path.startsWith('/v1') || /^\/(healthz|readyz|metrics)/.test(path);
    const flaw = isOurs && check?.(method, path, response.status, response.headers.get('content-type') ?? '', answer);
    if (flaw) throw new Error(flaw);
    return { status: response.status, headers: response.headers, body: answer };
  };
  return {
    app,
    services,
    faults,
    raw,
    get: (path: string, headers?: Record<string, string>) => call('GET', path, undefined, headers),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => call('POST', path, body, headers),
    put: (path: string, body?: unknown, headers?: Record<string, string>) => call('PUT', path, body, headers),
    delete: (path: string, headers?: Record<string, string>) => call('DELETE', path, undefined, headers),
  };
}

export const HELLO = { StartAt: 'Greet', States: { Greet: { Type: 'Pass', End: true } } };
