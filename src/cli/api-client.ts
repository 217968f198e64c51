import { ERROR_CATALOG, type SfcErrorCode } from '../errors/catalog.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** The HTTP interface of a conductor, as the commands use it. Rejects with the SfcError that the server answered. */
export interface ApiClient {
  readonly url: string;
  get<T>(path: string, query?: Query): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** The names of server-sent events as they arrive, until the connection ends or `signal` aborts. */
  events(path: string, query: Query, signal: AbortSignal): AsyncIterable<string>;
}
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly [field: string]: unknown;
}

export function createApiClient(url: string, signal: AbortSignal): ApiClient {
  const base = checkedUrl(url);

  async function call(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(new URL(path, base), { signal, ...init }).catch((cause: unknown) => {
      if (signal.aborted || init.signal?.aborted) throw cause;
      throw unreachable(url, cause);
    });
    if (!response.ok) throw await faultOf(response);
    return response;
  }

  return {
    url,
    get: async <T>(path: string, query?: Query) => (await call(path + queryText(query), {})).json() as Promise<T>,
    send: async <T>(method: string, path: string, body?: unknown) => {
      const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await call(path, { method, ...(body === undefined ? {} : json) });
      return (response.status === 204 ? undefined : await response.json()) as T;
    },
    events: async function* (path, query, until) {
      const response = await call(path + queryText(query), { signal: AbortSignal.any([signal, until]) });
      const decoder = new TextDecoder();
      let rest = '';
      for await (const bytes of response.body ?? []) {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('event: ')) yield line.slice(7);
      }
    },
  };
}

function checkedUrl(url: string): URL {
  if (/^https?:/.test(url) && URL.canParse(url)) return new URL(url);
  throw new SfcError('SFC_CONFIG_INVALID', `${url} is not the address of a conductor.`, {
    hint: 'Give an address as http://127.0.0.1:7400 (`--url` or SFC_URL).',
  });
}

function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

async function faultOf(response: Response): Promise<SfcError> {
  const text = await response.text();
  const { code, detail, hint, type: _, title: __, status: ___, ...details } = problemOf(text);
  if (code !== undefined && code in ERROR_CATALOG) {
    return new SfcError(code as SfcErrorCode, detail ?? '', { details, ...(hint === undefined ? {} : { hint }) });
  }
  return new SfcError('SFC_SERVER_UNREACHABLE', `${response.url} answers ${response.status}, and not as a conductor.`, {
    hint: 'Check the address (`--url` or SFC_URL): another server may listen there.',
  });
}

function problemOf(text: string): Problem {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Problem) : {};
  } catch {
    return {};
  }
}

function unreachable(url: string, cause: unknown): SfcError {
  return new SfcError('SFC_SERVER_UNREACHABLE', `No conductor answers at ${url}.`, {
    cause,
    hint: 'Is `sfc dev` running? Start it with `npm start`, or name its address with `--url` or SFC_URL.',
  });
}
