import type { LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobCall } from '../../../src/engine/effects.ts';
import { createGuardedAgent } from '../../../src/executor/http/guarded-agent.ts';
import { createHostGuard } from '../../../src/executor/http/host-guard.ts';
import { createHttpProcessor } from '../../../src/executor/processors/http.ts';
import { callOf, errorOf, outputOf } from '../../unit/executor/support.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let port: number;
let seen: Seen[] = [];
let sockets = 0;
let answer: (request: Seen, response: ServerResponse) => void;
const answerJson = (_request: Seen, response: ServerResponse) => {
  response.setHeader('content-type', 'application/json').end('{"ok":true}');
};

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body });
    answer({ method, url, headers, body }, response);
  });
  server.on('connection', () => sockets++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());
afterEach(() => {
  seen = [];
  answer = answerJson;
});
answer = answerJson;

function processorOf(allow: readonly string[], resolve?: Record<string, readonly string[]>) {
  const lookup = (name: string, _options: unknown, callback: (error: Error | null, found: LookupAddress[]) => void) => {
    const addresses = resolve?.[name]?.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (addresses === undefined) callback(new Error(`getaddrinfo ENOTFOUND ${name}`), []);
    else callback(null, addresses);
  };
  const guard = createHostGuard(allow);
  const agent = createGuardedAgent({ guard, ...(resolve && { resolve: lookup as never }) });
  return createHttpProcessor({ agent, replyBytes: 1000 });
}

const http = processorOf(['127.0.0.1']);
const perform = (path: string, job: Partial<JobCall> = {}) =>
  http.perform(callOf({ ...job, processor: `http://127.0.0.1:${port}${path}` }));

describe('http processor', () => {
  it('posts the input as JSON with the token, and takes a JSON reply as the result', async () => {
    const call = callOf({ processor: `http://127.0.0.1:${port}/orders?a=1`, input: { id: '七' } });
    expect(outputOf(await http.perform(call))).toEqual({ ok: true });
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/orders?a=1', body: '{"id":"七"}' });
    expect(seen[0]?.headers).toMatchObject({ 'sfc-task-token': call.token, 'content-type': 'application/json' });
  });

  it('takes Method, Headers and QueryParameters, but not what belongs to the connection or to the token', async () => {
    const headers = {
      'X-Key': 'k',
      Accept: 'text/plain',
      Host: 'evil',
      'Content-Length': '1',
      'SFC-Task-Token': 'forged',
    };
    await perform('/x?a=1', { method: 'get', headers, queryParameters: { b: 'ü&', c: [1, true], none: null } });
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/x?a=1&b=%C3%BC%26&c=1&c=true', body: '' });
    expect(seen[0]?.headers).toMatchObject({ 'x-key': 'k', accept: 'text/plain', host: `127.0.0.1:${port}` });
    expect(seen[0]?.headers['sfc-task-token']).toMatch(/^token-/);
    expect(seen[0]?.headers['content-type']).toBeUndefined();
  });

  it('sends a text as it is where the job declares another type', async () => {
    await perform('/', { method: 'PUT', headers: { 'Content-Type': 'application/xml' }, input: '<a/>' });
    expect(seen[0]).toMatchObject({ method: 'PUT', body: '<a/>' });
    expect(seen[0]?.headers['content-type']).toBe('application/xml');
  });

  it.each<[string, string, string | Buffer, unknown]>([
    ['text', 'text/plain', 'hello', 'hello'],
    ['text of another charset', 'text/plain; charset=gbk', Buffer.from([0xd6, 0xd0]), '中'],
    ['problem+json', 'application/problem+json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['nothing', 'application/json', '', null],
    ['__proto__', 'application/json', '{"__proto__":1}', JSON.parse('{"__proto__":1}')],
  ])('takes a reply of %s as the result', async (_title, type, body, expected) => {
    answer = (_request, response) => response.setHeader('content-type', type).end(body);
    expect(outputOf(await perform('/'))).toEqual(expected);
  });

  it('fails for JSON that is none', async () => {
    answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{');
    expect(errorOf(await perform('/'))).toMatchObject({ error: 'SFC.UnreadableReply' });
  });

  it.each([
    [400, '{"message":"no such order"}', '{"message":"no such order"}'],
    [503, '', 'Service Unavailable'],
  ])('fails for a status of %i with the body as the cause', async (status, body, cause) => {
    answer = (_request, response) => response.writeHead(status).end(body);
    expect(errorOf(await perform('/'))).toEqual({ error: `States.Http.StatusCode.${status}`, cause });
  });

  it('reads no more of a reply than is allowed, announced or not', async () => {
    answer = (_request, response) => response.end('x'.repeat(1001));
    expect(errorOf(await perform('/')).error).toBe('States.DataLimitExceeded');
    answer = (_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(100)));
      };
      response.on('drain', pour);
      pour();
    };
    expect(errorOf(await perform('/')).error).toBe('States.DataLimitExceeded');
    answer = answerJson;
    expect(outputOf(await perform('/'))).toEqual({ ok: true });
  });

  it('keeps connections', async () => {
    await perform('/');
    const before = sockets;
    for (let i = 0; i < 20; i++) await perform('/');
    expect(sockets).toBe(before);
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1/'],
    ['the name is unknown', 'http://nobody.invalid/'],
  ])('fails with States.Http.Socket where %s', async (_title, processor) => {
    const { error, cause } = errorOf(await processorOf(['127.0.0.1'], {}).perform(callOf({ processor })));
    expect(error).toBe('States.Http.Socket');
    expect(cause).toMatch(/ECONNREFUSED|ENOTFOUND/);
  });

  it('fails with States.Http.Socket where the reply takes longer than the job may', async () => {
    answer = () => undefined;
    const slow = await perform('/', { timeoutSeconds: 1 });
    expect(errorOf(slow)).toMatchObject({ error: 'States.Http.Socket', cause: expect.stringContaining('Timeout') });
  });

  it('breaks the request off when the job is cancelled', async () => {
    const abort = new AbortController();
    let isClosed: Promise<void> | undefined;
    answer = (_request, response) => {
      isClosed = new Promise((resolve) => response.on('close', resolve));
      abort.abort();
    };
    await http.perform(callOf({ processor: `http://127.0.0.1:${port}/` }, abort.signal));
    await isClosed;
  });

  it.each(['http://', 'http://a b/', 'http://127.0.0.1:99999/'])('fails for the URL %s', async (processor) => {
    expect(errorOf(await http.perform(callOf({ processor })))).toMatchObject({ error: 'States.Runtime' });
  });

  it('fails for headers that HTTP does not know', async () => {
    expect(errorOf(await perform('/', { headers: { 'bad header': 'x' } })).error).toBe('States.Runtime');
    expect(errorOf(await perform('/', { headers: { x: 'a\r\nb: c' } })).error).toBe('States.Runtime');
  });
});

describe('http processor and hosts', () => {
  const refusal = {
    error: 'SFC.HostNotAllowed',
    cause: expect.stringMatching(/sfc\.config\.json.*SFC_HOST_NOT_ALLOWED/),
  };

  it.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost:PORT/',
  ])('does not call %s unless it is allowed', async (url) => {
    const processor = processorOf([], { localhost: ['127.0.0.1', '::1'] });
    expect(errorOf(await processor.perform(callOf({ processor: url.replace('PORT', String(port)) })))).toEqual(refusal);
    expect(seen).toEqual([]);
  });

  it('does not call a name whose address is not allowed, even if it has one that is', async () => {
    const names = { 'private.example': ['127.0.0.1'], 'mixed.example': ['10.0.0.1', '127.0.0.1'] };
    const call = (host: string, allow: string[]) =>
      processorOf(allow, names).perform(callOf({ processor: `http://${host}:${port}/` }));
    expect(errorOf(await call('private.example', []))).toEqual(refusal);
    expect(outputOf(await call('private.example', ['private.example']))).toEqual({ ok: true });
    expect(outputOf(await call('mixed.example', ['127.0.0.1']))).toEqual({ ok: true });
  });

  it('connects to the address that was checked: a name is resolved once', async () => {
    const names: Record<string, string[]> = { 'rebinding.example': ['127.0.0.1'] };
    let lookups = 0;
    const resolve = new Proxy(names, {
      get: (target, name: string) => {
        lookups++;
        return lookups === 1 ? target[name] : ['10.255.255.1'];
      },
    });
    const processor = processorOf(['127.0.0.1'], resolve);
    expect(outputOf(await processor.perform(callOf({ processor: `http://rebinding.example:${port}/` })))).toEqual({
      ok: true,
    });
    expect(lookups).toBe(1);
  });

  it('follows redirects to allowed hosts, without what was meant for the first', async () => {
    const processor = processorOf(['first.example', 'second.example'], {
      'first.example': ['127.0.0.1'],
      'second.example': ['127.0.0.1'],
    });
    const headers = { Authorization: 'Bearer x', 'X-Api-Key': 'k', 'X-Trace': 't' };
    const call = callOf({ processor: `http://first.example:${port}/`, headers, input: 1 });
    answer = (request, response) => {
      if (request.url === '/') response.writeHead(307, { location: `http://second.example:${port}/next` }).end();
      else if (request.url === '/next') response.writeHead(302, { location: '/last' }).end();
      else answerJson(request, response);
    };
    expect(outputOf(await processor.perform(call))).toEqual({ ok: true });
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/', '1'],
      ['POST', '/next', '1'],
      ['GET', '/last', ''],
    ]);
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer x', 'x-api-key': 'k' });
    for (const name of ['authorization', 'x-api-key', 'sfc-task-token']) expect(seen[1]?.headers[name]).toBeUndefined();
    expect(seen[1]?.headers['x-trace']).toBe('t');
  });

  it('does not follow redirects to other hosts, nor for ever', async () => {
    const processor = processorOf(['first.example'], { 'first.example': ['127.0.0.1'] });
    answer = (_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
    expect(errorOf(await processor.perform(callOf({ processor: `http://first.example:${port}/` })))).toEqual(refusal);
    expect(seen).toHaveLength(1);
    answer = (_request, response) => response.writeHead(302, { location: '/again' }).end();
    seen = [];
    await perform('/');
    expect(seen).toHaveLength(6);
  });
});
