import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMappedFunctions } from '../../../src/executor/lambda/mapped-functions.ts';
import { createLambdaProcessor } from '../../../src/executor/processors/lambda.ts';
import type { LambdaInvoker } from '../../../src/ports/lambda-invoker.ts';
import { callOf, errorOf, outputOf } from '../../unit/executor/support.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:';
const clock = { now: () => 0 };

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const {
        status = 200,
        headers = {},
        reply = '',
      } = JSON.parse(body) as { status?: number; headers?: object; reply?: string };
      response.writeHead(status, { ...headers, 'x-token': request.headers['sfc-task-token'] });
      response.end(reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

function processorOf(functions: Record<string, string>, otherwise?: LambdaInvoker) {
  const baseUrl = new URL('./fixtures/', import.meta.url).href;
  return createLambdaProcessor({
    invoker: createMappedFunctions({ functions, baseUrl, ...(otherwise && { otherwise }) }),
    clock,
  });
}

const all = processorOf({ '*': './functions.mjs' });
const calls = (exportName: string) => processorOf({ F: `./functions.mjs#${exportName}` });

describe('lambda processor with mapped functions', () => {
  it('serves function ARNs and lambda:invoke, and nothing else', () => {
    expect(all.serves(`${ARN}HelloWorld`)).toBe(true);
    expect(all.serves(`${ARN}HelloWorld:1`)).toBe(true);
    expect(all.serves('arn:aws:states:::lambda:invoke')).toBe(true);
    expect(all.serves('arn:aws:states:::lambda:invoke.waitForTaskToken')).toBe(true);
    expect(all.serves('arn:aws:states:::sqs:sendMessage')).toBe(false);
    expect(all.serves('http://host/')).toBe(false);
  });

  it('calls the handler with the event and the context that Lambda gives', async () => {
    const call = callOf({ processor: `${ARN}HelloWorld`, input: { who: '世界' } });
    expect(outputOf(await all.perform(call))).toEqual({
      event: { who: '世界' },
      token: call.token,
      name: 'HelloWorld',
    });
  });

  it('gives the handler the time that its job has', async () => {
    const call = callOf({ processor: `${ARN}F`, timeoutSeconds: 30 });
    const { remaining } = outputOf(await calls('slow').perform(call)) as { remaining: number };
    expect(remaining).toBeGreaterThan(29_000);
    expect(remaining).toBeLessThanOrEqual(30_000);
  });

  it('shares nothing with the handler: neither the event nor the result', async () => {
    const input = { original: true };
    const output = outputOf(await calls('changes').perform(callOf({ processor: `${ARN}F`, input })));
    expect(input).toEqual({ original: true });
    expect(JSON.stringify(output)).toBe('{"at":"1970-01-01T00:00:00.000Z","list":[null,null],"__proto__":1}');
    expect(outputOf(await calls('nothing').perform(callOf({ processor: `${ARN}F` })))).toBeNull();
  });

  it('shows a thrown error as the Node.js runtime and Step Functions show it', async () => {
    const { error, cause } = errorOf(await calls('throws').perform(callOf({ processor: `${ARN}F` })));
    expect(error).toBe('TooFar');
    const report = JSON.parse(cause);
    expect(Object.keys(report)).toEqual(['errorType', 'errorMessage', 'trace']);
    expect(report).toMatchObject({
      errorType: 'TooFar',
      errorMessage: 'too far',
      trace: expect.arrayContaining([expect.stringContaining('functions.mjs')]),
    });
    const text = errorOf(await calls('rejectsText').perform(callOf({ processor: `${ARN}F` })));
    expect(text).toEqual({ error: 'string', cause: '{"errorType":"string","errorMessage":"just text","trace":[]}' });
  });

  it.each([
    ['cycle', 'Runtime.MarshalError'],
    ['missing', 'Runtime.HandlerNotFound'],
    ['notAFunction', 'Runtime.HandlerNotFound'],
  ])('fails for the export %s with %s', async (name, error) => {
    expect(errorOf(await calls(name).perform(callOf({ processor: `${ARN}F` }))).error).toBe(error);
  });

  it('fails for a module that is not there', async () => {
    const processor = processorOf({ F: './none.mjs' });
    expect(errorOf(await processor.perform(callOf({ processor: `${ARN}F` }))).error).toBe('Runtime.ImportModuleError');
  });

  it('leaves a handler behind that does not end when its job is cancelled', async () => {
    const abort = new AbortController();
    const performed = calls('hangs').perform(callOf({ processor: `${ARN}F` }, abort.signal));
    setImmediate(() => abort.abort());
    expect(errorOf(await performed).error).toBe('Sandbox.Timedout');
  });

  it('prefers whole names to prefixes, long prefixes to short ones, and versions to the function', async () => {
    const functions = {
      '*': './none.mjs',
      [`${ARN}Or*`]: './functions.mjs#nothing',
      Orders: './functions.mjs',
      'Orders:2': './functions.mjs#slow',
    };
    const processor = processorOf(functions);
    const output = async (name: string) => outputOf(await processor.perform(callOf({ processor: ARN + name })));
    expect(await output('Orders')).toMatchObject({ name: 'Orders' });
    expect(await output('Orders:1')).toMatchObject({ name: 'Orders' });
    expect(await output('Orders:2')).toHaveProperty('remaining');
    expect(await output('Order')).toBeNull();
  });

  it('says how to map a function that is not mapped', async () => {
    const answer = await processorOf({}).perform(callOf({ processor: `${ARN}Nobody` }));
    expect(errorOf(answer)).toEqual({
      error: 'Lambda.ResourceNotFoundException',
      cause: expect.stringMatching(
        /Function not found: .*Nobody.*sfc\.config\.json.*Service: AWSLambda; Status Code: 404/,
      ),
    });
  });

  it('leaves functions that are not mapped to Lambda where that is wired', async () => {
    const otherwise: LambdaInvoker = {
      invoke: async ({ functionName }) => ({ payload: functionName, executedVersion: '7', requestId: 'r' }),
    };
    const processor = processorOf({ Mapped: './functions.mjs' }, otherwise);
    expect(outputOf(await processor.perform(callOf({ processor: `${ARN}Other` })))).toBe(`${ARN}Other`);
  });
});

describe('lambda:invoke', () => {
  const invoke = (input: object, pattern = '') =>
    all.perform(callOf({ processor: `arn:aws:states:::lambda:invoke${pattern}`, input: input as never }));

  it("gives the Invoke API's response as Step Functions does", async () => {
    const output = outputOf(await invoke({ FunctionName: 'Hello', Payload: { a: 1 } }));
    expect(output).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { event: { a: 1 }, name: 'Hello' },
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { 'X-Amz-Executed-Version': '$LATEST' } },
      SdkResponseMetadata: { RequestId: expect.any(String) },
      StatusCode: 200,
    });
  });

  it('takes full ARNs, a qualifier, and {} for a payload that is not given', async () => {
    const output = outputOf(await invoke({ FunctionName: `${ARN}Hello`, Qualifier: 'live' }));
    expect(output).toMatchObject({ ExecutedVersion: 'live', Payload: { event: {}, name: 'Hello' } });
  });

  it('hands the job over with .waitForTaskToken once the function has answered', async () => {
    const answer = await invoke({ FunctionName: 'Hello' }, '.waitForTaskToken');
    expect(answer).toMatchObject({ type: 'HandedOver', submitted: { StatusCode: 200 } });
    const failing = createLambdaProcessor({
      invoker: createMappedFunctions({ functions: {}, baseUrl: import.meta.url }),
      clock,
    });
    const processor = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
    const unmapped = await failing.perform(callOf({ processor, input: { FunctionName: 'x' } }));
    expect(errorOf(unmapped).error).toBe('Lambda.ResourceNotFoundException');
  });

  it('does not wait for an invocation of type Event', async () => {
    const processor = createLambdaProcessor({ invoker: { invoke: () => new Promise(() => undefined) }, clock });
    const input = { FunctionName: 'f', InvocationType: 'Event' };
    expect(
      outputOf(await processor.perform(callOf({ processor: 'arn:aws:states:::lambda:invoke', input }))),
    ).toMatchObject({ StatusCode: 202 });
  });

  it('fails without a FunctionName', async () => {
    expect(errorOf(await invoke({ Payload: 1 })).error).toBe('States.Runtime');
  });
});

describe('functions behind a URL', () => {
  const perform = (event: object) =>
    processorOf({ F: url }).perform(callOf({ processor: `${ARN}F`, input: event as never }));

  it('takes the body of the reply as the payload: JSON, text or nothing', async () => {
    expect(outputOf(await perform({ reply: '{"a":1}' }))).toEqual({ a: 1 });
    expect(outputOf(await perform({ reply: 'plain' }))).toBe('plain');
    expect(outputOf(await perform({}))).toBeNull();
  });

  it('takes marked errors and statuses as errors', async () => {
    const reply = '{"errorType":"Declined","errorMessage":"no"}';
    const marked = { headers: { 'x-amz-function-error': 'Unhandled' }, reply };
    expect(errorOf(await perform(marked))).toEqual({ error: 'Declined', cause: reply });
    expect(errorOf(await perform({ status: 500, reply }))).toEqual({ error: 'Declined', cause: reply });
    expect(errorOf(await perform({ ...marked, reply: 'boom' }))).toEqual({ error: 'Lambda.Unknown', cause: 'boom' });
    expect(errorOf(await perform({ status: 502, reply: 'bad gateway' })).error).toBe('Lambda.ServiceException');
  });

  it('fails with Lambda.SdkClientException where nobody listens', async () => {
    const processor = processorOf({ F: 'http://127.0.0.1:1/' });
    expect(errorOf(await processor.perform(callOf({ processor: `${ARN}F` }))).error).toBe('Lambda.SdkClientException');
  });
});
