import { Agent, request } from 'undici';
import type { Json } from '../../../src/asl/json.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly body: Json;
  /** How often it was sent; of all but the last one nobody knows what became of them. */
  readonly sent: number;
}

export interface ApiClientOptions {
  /** Resolves when a request may be worth while; default: after a moment. */
  readonly whenUp?: () => Promise<void>;
  /** Nobody will answer any more: requests reject. */
  readonly isOver?: () => boolean;
}

/** Repeats every request until the conductor answers it, however often it dies meanwhile. */
export function createApiClient(url: string, { whenUp = aMoment, isOver = () => false }: ApiClientOptions = {}) {
  const agent = new Agent({ connections: 64 });
  let repeated = 0;

  async function send(method: 'GET' | 'POST' | 'PUT', path: string, body?: Json): Promise<ApiAnswer> {
    for (let sent = 1; ; sent++) {
      try {
        const response = await request(url + path, {
          method,
          dispatcher: agent,
          headersTimeout: 30_000,
          bodyTimeout: 30_000,
          ...(body === undefined
            ? {}
            : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        });
        const text = await response.body.text();
        if (response.statusCode < 500) return { status: response.statusCode, body: parse(text), sent };
      } catch (error) {
        if (isOver()) throw error;
      }
      repeated++;
      await whenUp();
    }
  }
  return {
    get: (path: string) => send('GET', path),
    post: (path: string, body: Json) => send('POST', path, body),
    put: (path: string, body: Json) => send('PUT', path, body),
    /** Requests that were sent again. */
    repeated: () => repeated,
    close: () => agent.destroy(),
  };
}
export type ApiClient = ReturnType<typeof createApiClient>;

async function aMoment(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
}

function parse(text: string): Json {
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
