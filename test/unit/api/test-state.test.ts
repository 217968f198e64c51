import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';

const { post } = createClient();
const TASK = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:F', Next: 'Then' };

describe('POST /v1/test-state', () => {
  it("answers as AWS's TestState does", async () => {
    const request = {
      definition: JSON.stringify(TASK),
      input: '{"a":1}',
      inspectionLevel: 'DEBUG',
      mock: { result: '5' },
    };
    expect(await post('/v1/test-state', request)).toMatchObject({
      status: 200,
      body: {
        status: 'SUCCEEDED',
        output: '5',
        nextState: 'Then',
        inspectionData: { input: '{"a":1}', afterParameters: '{"a":1}', result: '5' },
      },
    });
  });

  it('takes values where AWS takes text, and the fields of SFC', async () => {
    const definition = { Type: 'Task', Processor: 'https://example.com/charge', End: true };
    const request = { definition, input: { a: 1 }, mock: { errorOutput: { error: 'States.Http.StatusCode.402' } } };
    expect(await post('/v1/test-state', request)).toMatchObject({
      status: 200,
      body: { status: 'FAILED', error: 'States.Http.StatusCode.402' },
    });
    expect(await post('/v1/test-state', { ...request, dialect: 'asl' })).toMatchObject({ status: 400 });
  });

  it("gives AWS's exception as a problem", async () => {
    expect(
      await post('/v1/test-state', { definition: { Type: 'Pass', End: true }, mock: { result: '1' } }),
    ).toMatchObject({
      status: 400,
      body: {
        code: 'SFC_STATE_NOT_TESTED',
        exception: {
          code: 'ValidationException',
          message: "State type 'Pass' is not supported when a mock is specified",
        },
      },
    });
  });

  it.each([{}, { definition: 5 }, { definition: {}, mocks: {} }, { definition: {}, inspectionLevel: 'ALL' }])(
    'refuses the body %j',
    async (body) => {
      expect(await post('/v1/test-state', body)).toMatchObject({ status: 400, body: { code: 'SFC_INVALID_REQUEST' } });
    },
  );

  it('refuses a body that is too large', async () => {
    const definition = { Type: 'Pass', Comment: 'x'.repeat(4_000_000), End: true };
    expect(await post('/v1/test-state', { definition })).toMatchObject({
      status: 413,
      body: { code: 'SFC_PAYLOAD_TOO_LARGE' },
    });
  });
});
