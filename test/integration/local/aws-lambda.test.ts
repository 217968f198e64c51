import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStage, ended, publish, type Stage } from './support.ts';

interface Invocation {
  readonly method: string | undefined;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly event: unknown;
}

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:';
const blueprint = (name: string, rest: object = {}) => ({
  StartAt: 'Call',
  States: { Call: { Type: 'Task', Resource: `${ARN}${name}`, End: true, ...rest } },
});

let lambda: Server;
let stage: Stage;
let invocations: Invocation[];

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not a secret');
  invocations = [];
  lambda = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    invocations.push({
      method: request.method,
      path,
      headers: request.headers,
      event: JSON.parse(await text(request)),
    });
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': 'r-1' };
    if (path.includes(':Sum')) {
      response.writeHead(200, { ...headers, 'x-amz-executed-version': '7' }).end('{"sum":3}');
    } else if (path.includes(':Broken')) {
      response
        .writeHead(200, { ...headers, 'x-amz-function-error': 'Unhandled' })
        .end('{"errorType":"Declined","errorMessage":"no"}');
    } else {
      const message = `Function not found: ${path.split('/')[3]}`;
      response
        .writeHead(404, { ...headers, 'x-amzn-errortype': 'ResourceNotFoundException' })
        .end(JSON.stringify({ Type: 'User', Message: message }));
    }
  });
  await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
  stage = createStage({
    aws: { lambda: true, region: 'eu-west-1', endpoint },
    lambda: { Local: './local.mjs' },
  });
  stage.write('local.mjs', 'export const handler = () => "here";');
});
afterEach(async () => {
  await stage.close();
  lambda.closeAllConnections();
  lambda.close();
  vi.unstubAllEnvs();
});

async function run(name: string, status: 'SUCCEEDED' | 'FAILED') {
  const conductor = await stage.start();
  await publish(conductor, 'calls', blueprint(name));
  const { flowId } = await conductor.registry.startFlow({ blueprint: 'calls', input: { a: 1, b: 2 } });
  return ended(conductor, flowId, status);
}

describe('Lambda itself', () => {
  it('is called, signed, with the event and the task token, where nothing maps the function', async () => {
    expect((await run('Sum', 'SUCCEEDED')).output).toEqual({ sum: 3 });
    expect(invocations).toMatchObject([
      { method: 'POST', path: `/2015-03-31/functions/${ARN}Sum/invocations`, event: { a: 1, b: 2 } },
    ]);
    const { authorization, 'x-amz-client-context': context } = invocations[0]?.headers ?? {};
    expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/lambda\/aws4_request/);
    expect(JSON.parse(Buffer.from(String(context), 'base64').toString())).toEqual({
      custom: { 'sfc-task-token': expect.any(String) },
    });
  });

  it('is not called for a function that the settings map', async () => {
    expect((await run('Local', 'SUCCEEDED')).output).toBe('here');
    expect(invocations).toEqual([]);
  });

  it("fails the job with the function's error", async () => {
    expect((await run('Broken', 'FAILED')).error).toMatchObject({ error: 'Declined' });
  });

  it("fails the job with the service's refusal", async () => {
    const { error } = await run('Missing', 'FAILED');
    expect(error).toEqual({
      error: 'Lambda.ResourceNotFoundException',
      cause: expect.stringContaining(`Function not found: ${ARN}Missing (Service: AWSLambda; Status Code: 404`),
    });
  });
});
