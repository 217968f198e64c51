import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../../src/api/create-api.ts';
import { serve } from '../../../src/api/serve.ts';
import { createFakeServices } from '../../unit/api/fake-services.ts';

const HOST = { host: '127.0.0.1', port: 0 };
const HELLO = { StartAt: 'Greet', States: {} };

async function start() {
  const services = createFakeServices();
  const server = await serve((signal) => createApi(services, { version: '0.0.0', signal }), HOST);
  const post = (path: string, body: unknown) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { services, server, post };
}

describe('serve', () => {
  it('names the port that is in use, and what to do', async () => {
    const { server } = await start();
    const second = serve(() => new Response() as never, { host: '127.0.0.1', port: server.port });
    await expect(second).rejects.toMatchObject({
      code: 'SFC_PORT_IN_USE',
      message: `Another process listens on 127.0.0.1:${server.port}.`,
      hint: expect.stringContaining(`--port ${server.port + 1}`),
    });
    await server.close();
  });

  it('sends changes of flows as server-sent events, and ends them when it closes', async () => {
    const { services, server, post } = await start();
    await post('/v1/blueprints', { name: 'hello', definition: HELLO });
    const stream = await fetch(`${server.url}/v1/events?blueprint=hello`, { headers: { 'last-event-id': '7' } });
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await post('/v1/flows', { blueprint: 'hello', name: 'one' });
    let text = '';
    const reading = (async () => {
      for await (const bytes of stream.body ?? []) text += new TextDecoder().decode(bytes);
    })();
    await expect.poll(() => text).toContain('event: flow\ndata: {"flowId":"hello-one"');
    services.change('hello-one', { status: 'SUCCEEDED', endedAt: 1 });
    await expect.poll(() => text).toContain('"status":"SUCCEEDED"');
    await server.close();
    await reading;
  });

  it('lets a request that is under way end before it closes', async () => {
    const { services, server } = await start();
    let release = () => {};
    const isHeld = new Promise<void>((resolve) => {
      Object.assign(services.monitor, {
        search: () => {
          resolve();
          return new Promise((answer) => {
            release = () => answer({ items: [] });
          });
        },
      });
    });
    const answer = fetch(`${server.url}/v1/flows`);
    await isHeld;
    const closed = server.close();
    release();
    expect((await answer).status).toBe(200);
    await closed;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('survives requests that no client library would send', async () => {
    const { server } = await start();
    for (const text of [
      'GET / HTTP/1.1\r\n\r\n',
      'GET http://evil.example/v1/flows HTTP/1.1\r\nHost: localhost\r\n\r\n',
      'POST /v1/flows HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{',
      '\u0000\r\n\r\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.end(text));
        socket.on('close', () => resolve()).on('error', () => resolve());
        socket.resume();
      });
    }
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    await server.close();
  });

  it('serves the start page with its files, and nothing else of the disk', async () => {
    const { server } = await start();
    const page = await fetch(server.url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(3);
    for (const path of files) expect((await fetch(server.url + path)).status).toBe(200);
    for (const path of ['/page/..%2f..%2fserve.ts', '/page/index.html', '/page/%2e%2e/serve.ts', '/page/none.js']) {
      expect((await fetch(server.url + path)).status).toBe(404);
    }
    await server.close();
  });
});
