import { describe, expect, it } from 'vitest';
import { createClient, HELLO } from './client.ts';

describe('blueprints', () => {
  it('stores a blueprint, activates it and says where it stands', async () => {
    const { post } = createClient();
    const answer = await post('/v1/blueprints', { name: 'hello', definition: HELLO, activate: true });
    expect(answer).toMatchObject({ status: 201, body: { version: 1, added: true, blueprint: { activeVersion: 1 } } });
    expect(answer.headers.get('location')).toBe('/v1/blueprints/hello/versions/1');
    expect(answer.headers.get('etag')).toBe('"2"');
  });

  it('stores the text of a document as it was sent', async () => {
    const { post, get } = createClient();
    const text = `\n${JSON.stringify(HELLO)}\n`;
    await post('/v1/blueprints', { name: 'hello', text });
    expect((await get('/v1/blueprints/hello/versions/1')).body).toMatchObject({ text, definition: HELLO });
  });

  it('refuses a document that is not valid, with every problem', async () => {
    const { post } = createClient();
    const { status, headers, body } = await post('/v1/blueprints', { name: 'hello', definition: {} });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({
      code: 'SFC_INVALID_BLUEPRINT',
      problems: [{ code: 'MISSING_FIELD', pointer: '/States', line: 1, column: 1 }],
    });
  });

  it.each([
    ['neither definition nor text', { name: 'hello' }],
    ['both', { name: 'hello', definition: HELLO, text: '{}' }],
    ['an unknown field', { name: 'hello', definition: HELLO, activated: true }],
    ['no name', { definition: HELLO }],
  ])('refuses %s', async (_, request) => {
    const { status, body } = await createClient().post('/v1/blueprints', request);
    expect([status, body.code, body.problems.length]).toEqual([400, 'SFC_INVALID_REQUEST', 1]);
  });

  it('counts flows by status in the list', async () => {
    const { post, get } = createClient();
    await post('/v1/blueprints', { name: 'hello', definition: HELLO, activate: true });
    await post('/v1/flows', { blueprint: 'hello' });
    const { body } = await get('/v1/blueprints');
    expect(body.items).toMatchObject([{ name: 'hello', status: 'ACTIVE', flows: { RUNNING: 1 } }]);
  });

  it('adds versions to a blueprint that exists', async () => {
    const { post, get } = createClient();
    expect((await post('/v1/blueprints/hello/versions', { definition: HELLO })).body.code).toBe(
      'SFC_UNKNOWN_BLUEPRINT',
    );
    await post('/v1/blueprints', { name: 'hello', definition: HELLO });
    expect((await post('/v1/blueprints/hello/versions', { definition: { ...HELLO, Comment: '2' } })).body.version).toBe(
      2,
    );
    expect((await get('/v1/blueprints/hello/versions')).body.items).toHaveLength(2);
    expect((await get('/v1/blueprints/hello/versions/3')).body.code).toBe('SFC_UNKNOWN_VERSION');
  });

  it('starts, stops and activates, only as If-Match allows', async () => {
    const { post, put, get } = createClient();
    await post('/v1/blueprints', { name: 'hello', definition: HELLO });
    const etag = (await get('/v1/blueprints/hello')).headers.get('etag') ?? '';
    expect(await put('/v1/blueprints/hello/active', { version: 1 }, { 'if-match': etag })).toMatchObject({
      status: 200,
    });
    const late = await post('/v1/blueprints/hello/stop', { mode: 'Pause' }, { 'if-match': etag });
    expect(late).toMatchObject({ status: 412, body: { code: 'SFC_PRECONDITION_FAILED' } });
    expect((await post('/v1/blueprints/hello/stop', { mode: 'Pause' })).body).toMatchObject({
      status: 'STOPPED',
      stopMode: 'Pause',
    });
    expect((await post('/v1/blueprints/hello/start', undefined, { 'if-match': '*' })).body.status).toBe('ACTIVE');
    expect((await post('/v1/blueprints/hello/start', undefined, { 'if-match': 'x' })).status).toBe(412);
    expect((await post('/v1/blueprints/hello/stop', { mode: 'Halt' })).status).toBe(400);
  });

  it('overrides workers and removes the override', async () => {
    const { post, put, get, delete: remove } = createClient();
    await post('/v1/blueprints', { name: 'hello', definition: HELLO });
    const workers = { mode: 'Specific', min: 1, max: 4, concurrency: 8 };
    expect((await put('/v1/blueprints/hello/workers', workers)).body.workers).toEqual(workers);
    expect((await get('/v1/blueprints/hello/workers')).body).toEqual(workers);
    expect((await put('/v1/blueprints/hello/workers', { min: 5, max: 1 })).status).toBe(400);
    expect((await remove('/v1/blueprints/hello/workers')).body.workers).toBeUndefined();
  });

  it('judges a document without storing it', async () => {
    const { post, get } = createClient();
    expect((await post('/v1/validate', { definition: {} })).body).toMatchObject({
      valid: false,
      problems: [{ line: 1 }],
    });
    expect((await post('/v1/validate', { text: JSON.stringify(HELLO) })).body).toEqual({ valid: true, problems: [] });
    expect((await get('/v1/blueprints')).body.items).toEqual([]);
  });

  it('shows statistics', async () => {
    const { post, get } = createClient();
    expect((await get('/v1/blueprints/hello/statistics')).status).toBe(404);
    await post('/v1/blueprints', { name: 'hello', definition: HELLO });
    expect((await get('/v1/blueprints/hello/statistics')).body).toMatchObject({
      blueprint: 'hello',
      durationMs: { p99: 3 },
    });
  });
});
