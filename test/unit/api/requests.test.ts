import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';

const KIBIBYTE = 1024;

describe('bodies', () => {
  it('says where JSON is broken', async () => {
    const { status, body } = await createClient().post('/v1/flows', '{"blueprint": "x",\n  "input": tru}');
    expect([status, body.code, body.line, body.column]).toEqual([400, 'SFC_INVALID_REQUEST', 2, 12]);
    expect(body.detail).toBe('The body is not JSON: invalid symbol at line 2, column 12.');
  });

  it.each(['{', '[1,]', '{"a":1,}', '"abc', '{"a" 1}', '// x\n{}', 'nul', '{} {}', '\u0000', "{'a':1}"])(
    'refuses %j as JSON',
    async (text) => {
      const { status, body } = await createClient().post('/v1/validate', text);
      expect([status, body.code, typeof body.line]).toEqual([400, 'SFC_INVALID_REQUEST', 'number']);
    },
  );

  it('refuses what is nested too deeply to be walked', async () => {
    const text = `{"blueprint":"x","input":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { status, body } = await createClient().post('/v1/flows', text);
    expect([status, body.detail]).toEqual([400, expect.stringContaining('nested deeper than 510 levels')]);
  });

  it('refuses text that is not UTF-8', async () => {
    const { raw } = createClient();
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    };
    const response = await raw('/v1/validate', init);
    expect([response.status, ((await response.json()) as Record<string, unknown>)['detail']]).toEqual([
      400,
      'The body is not UTF-8.',
    ]);
  });

  it('refuses what is declared as another type, forms above all', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
      const { status, body } = await createClient().post('/v1/flows', '{}', { 'content-type': type });
      expect([status, body.code]).toEqual([415, 'SFC_NOT_JSON']);
    }
  });

  it('refuses a body over the limit without reading more of it', async () => {
    const { raw } = createClient({ limits: { bodyBytes: 64 * KIBIBYTE } });
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 16;
        controller.enqueue(new Uint8Array(16 * KIBIBYTE).fill(0x20));
      },
    });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: stream, duplex: 'half' };
    const response = await raw('/v1/flows', init as RequestInit);
    expect([response.status, ((await response.json()) as Record<string, unknown>)['code']]).toEqual([
      413,
      'SFC_PAYLOAD_TOO_LARGE',
    ]);
    expect(sent).toBeLessThanOrEqual(128);
  });

  it('refuses a declared length over the limit at once', async () => {
    const { post } = createClient({ limits: { bodyBytes: 10 } });
    const { status, body } = await post('/v1/flows', {}, { 'content-length': '11' });
    expect([status, body.maxBytes, body.hint]).toEqual([413, 10, expect.stringContaining('reference')]);
  });
});

describe('guard', () => {
  it.each(['localhost', 'localhost:7400', '127.0.0.1:1', '[::1]:7400', 'LOCALHOST', 'localhost.'])(
    'answers to %s',
    async (host) => {
      expect((await createClient().get('/healthz', { host })).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '',
    '127.0.0.1@evil.example',
  ])('does not answer to %j', async (host) => {
    const { status, body } = await createClient().get('/v1/flows', { host });
    expect([status, body.code]).toEqual([403, 'SFC_FORBIDDEN_HOST']);
  });

  it('answers to hosts that are allowed', async () => {
    const { get } = createClient({ allowedHosts: ['sfc.test'] });
    expect((await get('/healthz', { host: 'sfc.test:80' })).status).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'http://localhost:3000', 'https://localhost.evil'])(
    'lets no page of %s change things',
    async (origin) => {
      const { post } = createClient();
      const { status, body } = await post('/v1/validate', { text: '{}' }, { origin, host: 'localhost:7400' });
      expect([status, body.code]).toEqual([403, 'SFC_FORBIDDEN_HOST']);
    },
  );

  it('lets its own page and allowed origins change things', async () => {
    const { post } = createClient({ allowedOrigins: ['http://ui.test'] });
    for (const origin of ['http://localhost:7400', 'http://ui.test']) {
      expect((await post('/v1/validate', { text: '{}' }, { origin, host: 'localhost:7400' })).status).toBe(200);
    }
  });

  it('refuses a cross-site request that hides its origin', async () => {
    const { status } = await createClient().post('/v1/flows/x/pause', undefined, { 'sec-fetch-site': 'cross-site' });
    expect(status).toBe(403);
  });
});

describe('faults', () => {
  it('hides a bug from the caller and tells the server', async () => {
    const { services, get, faults } = createClient();
    const bug = new TypeError('secret');
    Object.assign(services.monitor, { search: () => Promise.reject(bug) });
    const { status, body } = await get('/v1/flows');
    expect([status, body.code]).toEqual([500, 'SFC_INTERNAL']);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(faults).toEqual([bug]);
  });

  it('explains where the type of a problem leads', async () => {
    const { get } = createClient();
    const { body } = await get('/v1/nothing');
    expect(body).toMatchObject({ status: 404, code: 'SFC_UNKNOWN_PATH', type: '/docs/errors.md#sfc_unknown_path' });
    expect((await get('/docs/errors.md')).body).toContain('## SFC_UNKNOWN_PATH');
  });

  it('is ready only when the conductor is', async () => {
    const { services, get } = createClient();
    expect((await get('/readyz')).body.status).toBe('ok');
    Object.assign(services, {
      health: async () => ({ ready: false, checks: [{ name: 'store', ok: false, message: 'full' }] }),
    });
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { checks: [{ message: 'full' }] } });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('writes figures for Prometheus', async () => {
    const { get } = createClient();
    const { body, headers } = await get('/metrics');
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toContain('sfc_worker_jobs_done_total{worker="common"} 5\n');
    expect(body).toMatch(/^process_resident_memory_bytes \d+$/m);
  });
});
