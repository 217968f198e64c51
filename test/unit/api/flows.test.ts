import { describe, expect, it } from 'vitest';
import { createClient, HELLO } from './client.ts';

async function withFlow(input: unknown = { a: 1 }) {
  const client = createClient();
  await client.post('/v1/blueprints', { name: 'hello', definition: HELLO, activate: true });
  const started = await client.post('/v1/flows', { blueprint: 'hello', name: 'one', input });
  return { ...client, started, path: `/v1/flows/${started.body.flowId}` };
}

describe('flows', () => {
  it('accepts a flow and says where it is', async () => {
    const { started, path } = await withFlow();
    expect(started).toMatchObject({ status: 202, body: { flowId: 'hello-one', created: true } });
    expect(started.headers.get('location')).toBe(path);
  });

  it('gives the same flow for the same name and input, and refuses another input', async () => {
    const { post } = await withFlow();
    const again = await post('/v1/flows', { blueprint: 'hello', name: 'one', input: { a: 1 } });
    expect(again.body).toEqual({ flowId: 'hello-one', created: false });
    const other = await post('/v1/flows', { blueprint: 'hello', name: 'one', input: { a: 2 } });
    expect(other).toMatchObject({ status: 409, body: { code: 'SFC_FLOW_NAME_TAKEN', flowId: 'hello-one' } });
  });

  it('passes input on as it is: __proto__, lone surrogates and null', async () => {
    const { post, get, services } = await withFlow();
    const input = '{"__proto__":{"admin":true},"half":"\\ud800","constructor":null}';
    const { body } = await post('/v1/flows', `{"blueprint":"hello","input":${input}}`);
    expect(JSON.stringify(services.flows.get(body.flowId)?.input)).toBe(input);
    expect(JSON.stringify((await get(`/v1/flows/${body.flowId}`)).body.input)).toBe(input);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    const nothing = await post('/v1/flows', { blueprint: 'hello', input: null });
    expect(services.flows.get(nothing.body.flowId)?.input).toBeNull();
  });

  it('shows a flow with its open states', async () => {
    const { get, path } = await withFlow();
    expect((await get(path)).body).toMatchObject({
      status: 'RUNNING',
      input: { a: 1 },
      open: [{ state: 'Greet', phase: 'wait', dueAt: '2026-11-22T12:01:00.000Z' }],
    });
    expect((await get('/v1/flows/none')).body.code).toBe('SFC_UNKNOWN_FLOW');
  });

  it('hands every filter on', async () => {
    const { get, services } = await withFlow();
    const query =
      'blueprint=hello&status=RUNNING,PAUSED&status=FAILED&q=a&error=E&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00%2B08:00&limit=5&cursor=0';
    await get(`/v1/flows?${query}`);
    expect(services.calls.at(-1)).toEqual({
      blueprint: 'hello',
      status: ['RUNNING', 'PAUSED', 'FAILED'],
      q: 'a',
      error: 'E',
      from: Date.UTC(2026, 0, 1),
      to: Date.UTC(2026, 0, 1, 16),
      limit: 5,
      cursor: '0',
    });
  });

  it.each(['status=DONE', 'from=yesterday', 'limit=0', 'limit=1001', 'limit=x'])('refuses ?%s', async (query) => {
    const { status, body } = await createClient().get(`/v1/flows?${query}`);
    expect([status, body.code, body.in]).toEqual([400, 'SFC_INVALID_REQUEST', 'query']);
  });

  it('pages through a list', async () => {
    const { post, get } = await withFlow();
    for (let count = 0; count < 4; count += 1) await post('/v1/flows', { blueprint: 'hello' });
    const first = await get('/v1/flows?limit=3');
    const second = await get(`/v1/flows?limit=3&cursor=${first.body.nextCursor}`);
    expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([3, 2, undefined]);
  });

  it('pages through a history, from either end', async () => {
    const { get, post, path } = await withFlow();
    await post(`${path}/stop`);
    const ids = async (query: string) => {
      const seen: number[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const { body } = await get(`${path}/history?limit=2${query}${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.items.map(({ id }: { id: number }) => id));
        cursor = body.nextCursor;
      }
      return seen;
    };
    expect([await ids(''), await ids('&reverse=true')]).toEqual([
      [1, 2, 3],
      [3, 2, 1],
    ]);
    expect((await get(`${path}/history?cursor=abc`)).body.code).toBe('SFC_INVALID_REQUEST');
  });

  it('shows the path of a flow', async () => {
    const { get, path } = await withFlow();
    expect((await get(`${path}/path`)).body).toMatchObject({ items: [{ state: 'Greet', status: 'RUNNING' }] });
  });

  it('takes verbs with and without a body', async () => {
    const { post, path, services } = await withFlow();
    expect(await post(`${path}/pause`)).toMatchObject({ status: 202, body: { status: 'PAUSED' } });
    expect(await post(`${path}/resume`, {})).toMatchObject({ status: 202, body: { status: 'RUNNING' } });
    await post(`${path}/skip`, { state: 'Greet', output: 7 });
    expect(services.calls.at(-1)).toEqual({ state: 'Greet', output: 7 });
    expect((await post(`${path}/stop`, { error: 'Mine', cause: 'why' })).body).toMatchObject({
      status: 'ABORTED',
      error: 'Mine',
    });
    expect((await post(`${path}/stop`)).body.code).toBe('SFC_FLOW_ENDED');
    expect((await post(`${path}/retry`, { from: 'Failure' })).body).toMatchObject({ status: 'RUNNING', run: 2 });
    expect((await post(`${path}/skip`, {})).status).toBe(400);
  });

  it('refuses to retry a flow that succeeded', async () => {
    const { post, path, services } = await withFlow();
    services.change('hello-one', { status: 'SUCCEEDED', endedAt: 5 });
    expect(await post(`${path}/retry`)).toMatchObject({ status: 409, body: { code: 'SFC_FLOW_NOT_RETRYABLE' } });
  });
});
