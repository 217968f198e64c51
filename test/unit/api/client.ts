import { type ApiOptions, createApi } from '../../../src/api/create-api.ts';
import { createFakeServices } from './fake-services.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
}

/** An API on fake services and what calls it. */
export function createClient(options: Partial<ApiOptions> = {}) {
  const services = createFakeServices();
  const faults: unknown[] = [];
  const app = createApi(services, { version: '0.0.0', onFault: (error) => faults.push(error), ...options });
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
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
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
