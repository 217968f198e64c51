import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a request: it is refused before it is carried out, or carried out and its answer lost; otherwise it passes. */
export type Fault = 'throttle' | 'fail' | 'lose-answer' | 'pass';

export interface FaultyProxy {
  readonly endpoint: string;
  /** Operations that arrived, in order. */
  readonly operations: string[];
  /** Asked for each request. */
  faultOf: (operation: string) => Fault;
  close(): Promise<void>;
}

/** Stands before DynamoDB and lets things go wrong. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const server = createServer((request, response) => {
    void answer(request).then(({ status, text }) => {
      if (status === 0) return response.destroy();
      return response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
    });
  });
  async function answer(request: IncomingMessage): Promise<{ status: number; text: string }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    proxy.operations.push(operation);
    const fault = proxy.faultOf(operation);
    if (fault === 'throttle') return { status: 400, text: '{"__type":"com.amazonaws#ThrottlingException"}' };
    if (fault === 'fail') return { status: 500, text: '{"__type":"com.amazonaws#InternalServerError"}' };
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const passed = await fetch(target, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    const text = await passed.text();
    return fault === 'lose-answer' ? { status: 0, text: '' } : { status: passed.status, text };
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultyProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations: [],
    faultOf: () => 'pass',
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}
