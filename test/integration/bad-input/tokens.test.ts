import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { createScene, lambda, machine, type Scene, type Server } from './support.ts';

let scene: Scene;
let server: Server;
beforeAll(async () => {
  scene = createScene({ lambda: { Ask: './ask.mjs' } });
  scene.write(
    'ask.mjs',
    'import { writeFileSync } from "node:fs"; export const handler = async ({ token, name }) => writeFileSync("token-" + name, token);',
  );
  server = await scene.dev();
  await server.push(
    'ask',
    machine(
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: lambda('Ask'), Payload: { 'token.$': '$$.Task.Token', 'name.$': '$.name' } },
        TimeoutSeconds: 60,
        Next: 'B',
      },
      { B: { Type: 'Wait', Seconds: 600, End: true } },
    ),
  );
});
afterAll(() => scene.close());

async function asked(name: string): Promise<{ flowId: string; token: string }> {
  const { readFileSync } = await import('node:fs');
  const { body } = await server.start('ask', { name });
  let token = '';
  await until(() => {
    try {
      token = readFileSync(scene.path(`token-${name}`), 'utf8');
    } catch {}
    return token !== '';
  });
  return { flowId: body.flowId, token };
}
const answer = (token: string, verb = 'success', body: object = { output: { ok: true } }) =>
  server.call('POST', `/v1/tasks/${encodeURIComponent(token)}/${verb}`, body);
const eventsOf = async (flowId: string) =>
  (await server.call('GET', `/v1/flows/${flowId}/history?limit=100`)).body.items as { type: string }[];

describe('a task token', () => {
  it('that was used tells so, and changes nothing', async () => {
    const { flowId, token } = await asked('twice');
    expect((await answer(token)).status).toBeLessThan(300);
    await until(async () => (await eventsOf(flowId)).some(({ type }) => type === 'WaitStateEntered'));
    for (const [verb, body] of [
      ['success', { output: 2 }],
      ['failure', { error: 'No' }],
      ['heartbeat', {}],
    ] as const) {
      const second = await answer(token, verb, body);
      expect([second.status, second.body.code, second.body.hint]).toEqual([
        expect.any(Number),
        'SFC_TOKEN_SETTLED',
        expect.any(String),
      ]);
      expect(second.status).toBeGreaterThanOrEqual(400);
    }
    expect((await eventsOf(flowId)).filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(1);
  });

  it('that fifty use at once settles once', async () => {
    const { flowId, token } = await asked('storm');
    await Promise.all(Array.from({ length: 50 }, (_, n) => answer(token, 'success', { output: n })));
    await until(async () => (await eventsOf(flowId)).some(({ type }) => type === 'WaitStateEntered'));
    expect((await eventsOf(flowId)).filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(1);
  });

  it('that is forged is refused, and the flow goes on waiting', async () => {
    const { flowId, token } = await asked('forged');
    const other = await asked('other');
    const half = Math.floor(token.length / 2);
    const forged = [
      `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`,
      token.slice(0, half),
      `${token}x`,
      `${token.slice(0, half)}${other.token.slice(half)}`,
      'nonsense',
      'x'.repeat(1000),
      '%00',
      '{"flowId":"x"}',
    ];
    for (const text of forged) {
      const { status, body } = await answer(text);
      expect([
        text,
        status >= 400 && status < 500,
        ['SFC_TOKEN_INVALID', 'SFC_INVALID_REQUEST'].includes(body.code),
      ]).toEqual([text, true, true]);
    }
    expect((await eventsOf(flowId)).some(({ type }) => type === 'TaskSucceeded')).toBe(false);
    expect((await answer(token)).status).toBeLessThan(300);
  });

  it('that is stale tells so: its flow was stopped', async () => {
    const { flowId, token } = await asked('stale');
    await server.call('POST', `/v1/flows/${flowId}/stop`, {});
    await server.ended(flowId);
    expect((await answer(token)).body.code).toBe('SFC_TOKEN_SETTLED');
  });

  it('lives on over a kill', async () => {
    const { flowId, token } = await asked('killed');
    await server.kill();
    server = await scene.dev();
    expect((await answer(token)).status).toBeLessThan(300);
    await until(async () => (await eventsOf(flowId)).some(({ type }) => type === 'TaskSucceeded'));
  });
});
