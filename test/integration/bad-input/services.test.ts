import { connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { createScene, lambda, machine, type Scene, type Server, task } from './support.ts';

const MODULE = `
export const handler = async ({ kind, n }) => {
  switch (kind) {
    case 'null': throw null;
    case 'undefined': throw undefined;
    case 'bare': throw Object.create(null);
    case 'proxy': throw new Proxy({}, { get() { throw new Error('got'); }, getPrototypeOf() { throw new Error('proto'); } });
    case 'error': { const e = new Error('x'); Object.defineProperty(e, 'message', { get() { throw 1; } }); throw e; }
    case 'bigint': return { a: 10n };
    case 'cycle': { const o = {}; o.o = o; return o; }
    case 'deep': { let v = 1; for (let i = 0; i < 100000; i++) v = [v]; return v; }
    case 'huge': return 'x'.repeat(3e8);
    case 'exit': process.exit(7);
    case 'later': setTimeout(() => { throw new Error('later'); }, 5); return new Promise(() => {});
    case 'reject': Promise.reject(new Error('nobody listens')); return new Promise(() => {});
    case 'never': return new Promise(() => {});
  }
  return { kind };
};`;

let scene: Scene;
let server: Server;
let hostile: NetServer;
let origin: string;
const sockets = new Set<Socket>();

const reply = (body: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const REPLIES: Record<string, (socket: Socket) => void> = {
  garbage: (socket) => socket.write(reply('}{')),
  deep: (socket) => socket.write(reply(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
  closed: (socket) => socket.destroy(),
  half: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a"'),
  speech: (socket) => socket.end('SSH-2.0-nothing\r\n'),
  large: (socket) => socket.write(reply(`"${'x'.repeat(9e6)}"`)),
  silent: () => undefined,
};

beforeAll(async () => {
  hostile = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => REPLIES[/^\w+ \/(\w+)/.exec(String(data))?.[1] ?? '']?.(socket));
  }).listen(0, '127.0.0.1');
  await until(() => hostile.listening);
  const { port } = hostile.address() as { port: number };
  origin = `127.0.0.1:${port}`;
  scene = createScene({ lambda: { Hostile: './hostile.mjs' }, http: { allow: [origin] } });
  scene.write('hostile.mjs', MODULE);
  server = await scene.dev();
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  hostile.close();
  scene.close();
});

describe('a hostile service', () => {
  it.each([
    ['garbage', 'SFC.UnreadableReply'],
    ['deep', 'States.DataLimitExceeded'],
    ['closed', 'States.Http.Socket'],
    ['half', 'States.Http.Socket'],
    ['speech', 'States.Http.Socket'],
    ['large', 'States.DataLimitExceeded'],
    ['silent', 'States.Timeout'],
  ])('fails its job by name: %s', async (kind, error) => {
    await server.push(`http-${kind}`, machine(task(`http://${origin}/${kind}`, { TimeoutSeconds: 1, End: true })));
    expect(await server.run(`http-${kind}`, {})).toMatchObject({ status: 'FAILED', error });
  });

  it.each([
    ['null', 'object'],
    ['undefined', 'undefined'],
    ['bare', 'handled'],
    ['proxy', 'handled'],
    ['error', 'handled'],
    ['bigint', 'Runtime.MarshalError'],
    ['cycle', 'Runtime.MarshalError'],
    ['deep', 'Runtime.MarshalError'],
    ['huge', 'States.DataLimitExceeded'],
    ['exit', 'Runtime.ExitError'],
    ['later', 'Error'],
    ['reject', 'Runtime.UnhandledPromiseRejection'],
    ['never', 'States.Timeout'],
  ])('as a module of this process fails its job, not the process: %s', async (kind, error) => {
    await server.push('module', machine(task(lambda('Hostile'), { TimeoutSeconds: 2, End: true })));
    expect(await server.run('module', { kind })).toMatchObject({ status: 'FAILED', error });
    expect(await server.run('module', { kind: 'fine' })).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('a hostile client', () => {
  it('that names another host is refused', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('GET /v1/flows HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    let text = '';
    for await (const data of socket) text += data;
    expect(text).toMatch(/^HTTP\/1.1 403[\s\S]*SFC_FORBIDDEN_HOST/);
  });

  it('that never ends its request, sends rubbish or does not read its events disturbs nobody', async () => {
    const port = Number(new URL(server.url).port);
    const slow = Array.from({ length: 50 }, (_, index) => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      const head = 'Host: localhost\r\nContent-Type: application/json\r\n';
      if (index % 3 === 0) socket.write(`POST /v1/flows HTTP/1.1\r\n${head}Content-Length: 1000\r\n\r\n{`);
      else if (index % 3 === 1) socket.pause().write(`GET /v1/events HTTP/1.1\r\n${head}\r\n`);
      else socket.write('\x16\x03\x01\x02\x00\x01\xff\r\n\r\n');
      return socket;
    });
    await server.push('calm', machine({ Type: 'Succeed' }));
    const watched = server.watch();
    const flows = await Promise.all(
      Array.from({ length: 200 }, (_, n) => server.run('calm', { n, pad: 'x'.repeat(5000) })),
    );
    expect(flows.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
    expect(watched().failures).toBe(0);
    const begun = performance.now();
    expect((await server.stop()).code).toBe(0);
    expect(performance.now() - begun).toBeLessThan(15_000);
    for (const socket of slow) socket.destroy();
    server = await scene.dev();
  });
});
