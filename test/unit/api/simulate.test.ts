import { describe, expect, it } from 'vitest';
import { spend } from '../../../src/api/simulation-budget.ts';
import { createClient } from './client.ts';

const { post } = createClient();
const TASK = {
  Type: 'Task',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:F',
  Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }],
  Next: 'Later',
};
const definition = { StartAt: 'Charge', States: { Charge: TASK, Later: { Type: 'Wait', Seconds: 3_600, End: true } } };
const busy = { '0': { Throw: { Error: 'Busy' } }, '1': { Return: { paid: true } } };

describe('POST /v1/simulate', () => {
  it('runs a flow on mocks in virtual time', async () => {
    const startTime = '2026-11-22T10:00:00.000Z';
    const { status, body } = await post('/v1/simulate', {
      definition,
      input: { a: 1 },
      mocks: { Charge: busy },
      startTime,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'SUCCEEDED',
      isTruncated: false,
      output: { paid: true },
      startedAt: startTime,
      seconds: 3_660,
      path: [
        { state: 'Charge', status: 'SUCCEEDED' },
        { state: 'Later', enteredAt: '2026-11-22T10:01:00.000Z' },
      ],
    });
    expect(body.events[0]).toMatchObject({ id: 1, type: 'ExecutionStarted', timestamp: startTime });
    expect(body.events.at(-1)).toMatchObject({ type: 'ExecutionSucceeded', timestamp: '2026-11-22T11:01:00.000Z' });
  });

  it('takes a document as text, and responses by name', async () => {
    const text = JSON.stringify(definition);
    const mocks = { mocks: { Charge: 'Busy once' }, mockedResponses: { 'Busy once': busy } };
    expect(await post('/v1/simulate', { text, ...mocks })).toMatchObject({
      status: 200,
      body: { status: 'SUCCEEDED' },
    });
  });

  it('shows an error of the flow as an answer', async () => {
    const mocks = { Charge: { '0': { Throw: { Error: 'Declined', Cause: 'no money' } } } };
    expect(await post('/v1/simulate', { definition, mocks })).toMatchObject({
      status: 200,
      body: { status: 'FAILED', error: 'Declined', cause: 'no money' },
    });
  });

  it.each([
    [{ definition: { StartAt: 'A', States: {} } }, 400, 'SFC_INVALID_BLUEPRINT'],
    [{ definition, mocks: { Charge: { first: {} } } }, 400, 'SFC_INVALID_MOCKS'],
    [{ definition, mocks: { Nobody: busy } }, 400, 'SFC_INVALID_MOCKS'],
    [{ definition, mockedResponses: { R: 5 } }, 400, 'SFC_INVALID_MOCKS'],
    [{ definition }, 422, 'SFC_MOCK_MISSING'],
    [{ definition, text: '{}' }, 400, 'SFC_INVALID_REQUEST'],
    [{ definition, startTime: 'tomorrow' }, 400, 'SFC_INVALID_REQUEST'],
    [
      { definition: { ...definition, InputSchema: { type: 'array' } }, mocks: { Charge: busy } },
      422,
      'SFC_INPUT_SCHEMA_VIOLATION',
    ],
  ])('refuses %.90j', async (body, status, code) => {
    expect(await post('/v1/simulate', body)).toMatchObject({ status, body: { code } });
  });

  it('points into the body where mocks are wrong', async () => {
    const { body } = await post('/v1/simulate', { definition, mocks: { Chrage: busy }, mockedResponses: { R: 5 } });
    expect(body.problems.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/mockedResponses/R',
      '/mocks/Chrage',
    ]);
  });

  it('cuts a flow that never ends', async () => {
    const again = { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'C' }], Default: 'A' };
    const A = { Type: 'Pass', Result: 'x'.repeat(200_000), Next: 'B' };
    const endless = { StartAt: 'A', States: { A, B: again, C: { Type: 'Succeed' } } };
    const { status, body } = await post('/v1/simulate', { definition: endless });
    expect({ status, flow: body.status, isTruncated: body.isTruncated }).toEqual({
      status: 200,
      flow: 'RUNNING',
      isTruncated: true,
    });
  });
});

describe('the budget of a simulation', () => {
  it('ends with its time, or with its characters', async () => {
    const event = {
      id: 1,
      previousEventId: 0,
      type: 'PassStateEntered',
      time: 0,
      details: { input: 'x'.repeat(50) },
    } as const;
    const goOn = spend({ milliseconds: 60_000, characters: 300 });
    expect(await goOn([event])).toBe(true);
    expect(await goOn([event])).toBe(true);
    expect(await goOn([event])).toBe(false);
    expect(await spend({ milliseconds: 0, characters: 300 })([])).toBe(false);
  });
});
