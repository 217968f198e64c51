import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScene, ECHO, lambda, machine, type Scene, type Server, task } from './support.ts';

let scene: Scene;
let server: Server;
beforeAll(async () => {
  scene = createScene({ lambda: { Echo: './echo.mjs' } });
  scene.write('echo.mjs', 'export const handler = async (event) => event;');
  server = await scene.dev();
  await server.push('echo', ECHO);
  await server.push('job', machine(task(lambda('Echo'))));
  await server.push('strict', {
    InputSchema: {
      type: 'object',
      properties: { id: { type: 'integer' } },
      required: ['id'],
      additionalProperties: false,
    },
    ...machine({ Type: 'Succeed' }),
  });
});
afterAll(() => scene.close());

const startText = (blueprint: string, input: string) =>
  server.call('POST', '/v1/flows', `{"blueprint":"${blueprint}","input":${input}}`);

describe('a bad input of a flow', () => {
  it.each([
    ['a wrong type', '{"id":"x"}', '/id must be integer'],
    ['__proto__ that no schema knows', '{"id":1,"__proto__":{"admin":true}}', '"__proto__"'],
  ])('is refused where it breaks its schema: %s', async (_, input, detail) => {
    const { status, body } = await startText('strict', input);
    expect([status, body.code, body.detail]).toEqual([
      422,
      'SFC_INPUT_SCHEMA_VIOLATION',
      expect.stringContaining(detail),
    ]);
    expect(body.hint).toBeTruthy();
  });

  it('is refused at 5 MB, and at 9 MB before it is read', async () => {
    const five = await startText('echo', `"${'x'.repeat(5e6)}"`);
    expect([five.status, five.body.code, five.body.hint]).toEqual([
      413,
      'SFC_PAYLOAD_TOO_LARGE',
      expect.stringContaining('limits.payloadBytes'),
    ]);
    expect((await startText('echo', `"${'x'.repeat(9e6)}"`)).status).toBe(413);
  });

  it.each([
    [
      '__proto__ and constructor',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":2}',
    ],
    ['lone surrogates', '{"\\udfff":"\\ud800x"}'],
    ['control characters', '"\\u0000\\u0001"'],
    ['an empty name', '{"":0}'],
    ['450 levels', `${'['.repeat(450)}${']'.repeat(450)}`],
    ['2^53 + 2', '9007199254740994'],
    ['a name of a megabyte', `{"${'k'.repeat(1e6)}":1}`],
  ])('is carried through a job and read back as it was: %s', async (_, text) => {
    for (const [name, expected] of [
      ['echo', `{"copy":${text}}`],
      ['job', text],
    ] as const) {
      const { body } = await startText(name, text);
      const flow = await server.ended(body.flowId);
      expect(flow.status).toBe('SUCCEEDED');
      expect(JSON.stringify(flow.input) === JSON.stringify(JSON.parse(text))).toBe(true);
      expect(JSON.stringify(flow.output) === JSON.stringify(JSON.parse(expected))).toBe(true);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ['half open', '['.repeat(262_144)],
    ['closed', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ])('is refused where it is nested without end: %s', async (_, text) => {
    const { status, body } = await startText('echo', text);
    expect([status, body.code, body.detail]).toEqual([
      400,
      'SFC_INVALID_REQUEST',
      expect.stringContaining('nested deeper'),
    ]);
  });

  it.each(['1e400', '[{"a":-1e999}]', '9'.repeat(400)])(
    'is refused where a number is out of range: %s',
    async (text) => {
      const { status, body } = await startText('echo', text);
      expect([status, body.code, body.detail]).toEqual([
        400,
        'SFC_INVALID_REQUEST',
        expect.stringContaining('out of range'),
      ]);
    },
  );

  it('is refused for a version or a blueprint that there is not', async () => {
    const version = await server.call('POST', '/v1/flows', { blueprint: 'echo', version: 99 });
    expect([version.status, version.body.code]).toEqual([404, 'SFC_UNKNOWN_VERSION']);
    const blueprint = await server.start('none', {});
    expect([blueprint.status, blueprint.body.code, blueprint.body.hint]).toEqual([
      404,
      'SFC_UNKNOWN_BLUEPRINT',
      expect.stringContaining('sfc push'),
    ]);
    expect((await scene.sfc('run', 'none', '--url', server.url)).code).toBe(1);
  });

  it.each([
    ['no JSON', 'hello', {}, 400, 'SFC_INVALID_REQUEST'],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), {}, 400, 'SFC_INVALID_REQUEST'],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'SFC_NOT_JSON'],
    ['a misspelt field', '{"blueprint":"echo","inpt":1}', {}, 400, 'SFC_INVALID_REQUEST'],
    ['__proto__ as a field', '{"blueprint":"echo","__proto__":{}}', {}, 400, 'SFC_INVALID_REQUEST'],
    ['a name with a lone surrogate', '{"blueprint":"echo","name":"\\ud800"}', {}, 400, 'SFC_INVALID_REQUEST'],
    ['a foreign page', '{}', { origin: 'https://evil.example' }, 403, 'SFC_FORBIDDEN_HOST'],
  ])('is refused as a request: %s', async (_, body, headers, status, code) => {
    const answer = await server.call('POST', '/v1/flows', body, headers as Record<string, string>);
    expect([answer.status, answer.body.code, answer.body.hint]).toEqual([status, code, expect.any(String)]);
  });
});

describe('starts with one name', () => {
  it('are one flow, however many there are at once, and another input is refused', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => server.start('job', { n: 1 }, 'same')));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.flowId}`)).size).toBe(1);
    expect(answers.filter(({ body }) => body.created)).toHaveLength(1);
    const other = await server.start('job', { n: 2 }, 'same');
    expect([other.status, other.body.code, other.body.hint]).toEqual([409, 'SFC_FLOW_NAME_TAKEN', expect.any(String)]);
    expect((await server.ended(answers[0]?.body.flowId)).output).toEqual({ n: 1 });
  });

  it('that race with different inputs make one flow, which keeps its own', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => server.start('job', { n }, 'race')));
    const accepted = answers.map(({ status }, n) => (status === 202 ? n : -1)).filter((n) => n >= 0);
    expect(accepted).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(59);
    expect((await server.ended(answers[accepted[0] ?? 0]?.body.flowId)).output).toEqual({ n: accepted[0] });
  });
});

describe('a verb that does not fit', () => {
  it('is refused: retry of a flow that succeeded, of one that there is not', async () => {
    const { flowId } = await server.run('echo', 1);
    const retry = await server.call('POST', `/v1/flows/${flowId}/retry`, {});
    expect([retry.status, retry.body.code, retry.body.hint]).toEqual([
      409,
      'SFC_FLOW_NOT_RETRYABLE',
      expect.any(String),
    ]);
    const cli = await scene.sfc('flows', 'retry', flowId, '--url', server.url);
    expect([cli.code, cli.notes]).toEqual([1, expect.stringContaining('SFC_FLOW_NOT_RETRYABLE')]);
    expect((await server.call('POST', '/v1/flows/none/retry', {})).body.code).toBe('SFC_UNKNOWN_FLOW');
    expect((await server.call('GET', `/v1/flows/${flowId}`)).body).toMatchObject({ status: 'SUCCEEDED', run: 1 });
  });

  it('leaves a flow whole in a storm of pauses, resumes and stops', async () => {
    await server.push('long', machine({ Type: 'Wait', Seconds: 1, Next: 'B' }, { B: task(lambda('Echo')) }));
    const flows = await Promise.all(Array.from({ length: 10 }, (_, n) => server.start('long', { n })));
    const verbs = ['pause', 'resume', 'stop', 'resume', 'pause', 'retry'];
    const answers = await Promise.all(
      flows.flatMap(({ body }) => verbs.map((verb) => server.call('POST', `/v1/flows/${body.flowId}/${verb}`, {}))),
    );
    for (const { status } of answers) expect([202, 409]).toContain(status);
    for (const { body } of flows) {
      const { status } = await server.call('POST', `/v1/flows/${body.flowId}/stop`, {});
      expect([202, 409]).toContain(status);
      const flow = await server.ended(body.flowId);
      const { items } = (await server.call('GET', `/v1/flows/${body.flowId}/history?limit=1000`)).body;
      expect(items.map(({ id }: { id: number }) => id)).toEqual(items.map((_: unknown, index: number) => index + 1));
      expect(items).toHaveLength(flow.eventCount);
    }
  });
});
