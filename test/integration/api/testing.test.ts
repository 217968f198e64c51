import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/api/create-api.ts';
import { type RunningServer, serve } from '../../../src/api/serve.ts';
import { createFakeServices } from '../../unit/api/fake-services.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:F';

let server: RunningServer;
beforeAll(async () => {
  const services = createFakeServices();
  server = await serve((signal) => createApi(services, { version: '0.0.0', signal }), { host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

async function post(path: string, body: unknown) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of any shape
  const answer: any = await response.json();
  return { status: response.status, type: response.headers.get('content-type'), body: answer };
}

describe('a server', () => {
  it('tests one state of a definition, and retries it as its retrier says', async () => {
    const Charge = {
      Type: 'Task',
      Resource: FUNCTION,
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }],
      End: true,
    };
    const definition = { StartAt: 'Charge', States: { Charge, Sorry: { Type: 'Fail' } } };
    const mock = { errorOutput: { error: 'Busy', cause: 'later' } };
    const test = (retrierRetryCount: number) =>
      post('/v1/test-state', {
        definition: JSON.stringify(definition),
        stateName: 'Charge',
        inspectionLevel: 'TRACE',
        mock,
        stateConfiguration: { retrierRetryCount },
      });
    expect((await test(0)).body).toMatchObject({
      status: 'RETRIABLE',
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 5 } },
    });
    expect((await test(1)).body).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'Sorry',
      output: '{"Error":"Busy","Cause":"later"}',
      inspectionData: { errorDetails: { catchIndex: 0 } },
    });
  });

  it('answers a request that AWS would refuse with a problem document', async () => {
    expect(await post('/v1/test-state', { definition: '{"Type":"Map"}' })).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { code: 'SFC_STATE_NOT_TESTED', exception: { code: 'InvalidDefinition' } },
    });
  });

  it('simulates a flow of hours at once', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: '{% $states.input %}',
          ItemProcessor: {
            StartAt: 'Call',
            States: {
              Call: { Type: 'Task', Resource: FUNCTION, Next: 'Rest' },
              Rest: { Type: 'Wait', Seconds: 7_200, End: true },
            },
          },
          End: true,
        },
      },
    };
    const mocks = { Call: { '0': { Return: 'first' }, '1-9': { Return: 'later' } } };
    const { status, body } = await post('/v1/simulate', { definition, input: [1, 2], mocks });
    expect({ status, ...body }).toMatchObject({
      status: 'SUCCEEDED',
      output: ['first', 'later'],
      seconds: 7_200,
      isTruncated: false,
    });
  });

  it('serves others while a hostile flow runs, and cuts it', async () => {
    const spin = { Type: 'Pass', Output: '{% $sum([1..50000]) %}', Next: 'Choose' };
    const choose = {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input = 0 %}', Next: 'Over' }],
      Default: 'Spin',
    };
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'Spin',
      States: { Spin: spin, Choose: choose, Over: { Type: 'Succeed' } },
    };
    let isDone = false;
    const simulation = post('/v1/simulate', { definition }).finally(() => {
      isDone = true;
    });
    let served = 0;
    while (!isDone && served < 10) {
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      served++;
    }
    expect(served).toBe(10);
    expect((await simulation).body).toMatchObject({ status: 'RUNNING', isTruncated: true });
  });
});
