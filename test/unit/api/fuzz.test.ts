import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient, HELLO } from './client.ts';

const BODIES: readonly [string, string, object][] = [
  ['POST', '/v1/blueprints', { name: 'hello', definition: HELLO, activate: true }],
  ['POST', '/v1/blueprints/hello/versions', { text: '{}' }],
  ['PUT', '/v1/blueprints/hello/active', { version: 1 }],
  ['POST', '/v1/blueprints/hello/stop', { mode: 'Drain' }],
  ['POST', '/v1/blueprints/hello/start', {}],
  ['PUT', '/v1/blueprints/hello/workers', { mode: 'Specific', min: 1, max: 2, concurrency: 3 }],
  ['PUT', '/v1/workers/common', { replicas: 1, concurrency: 1 }],
  ['POST', '/v1/validate', { definition: HELLO, dialect: 'asl' }],
  ['POST', '/v1/flows', { blueprint: 'hello', version: 1, name: 'n', input: {} }],
  ['POST', '/v1/flows/flow-1/stop', { error: 'E', cause: 'c' }],
  ['POST', '/v1/flows/flow-1/retry', { from: 'Start', input: 1 }],
  ['POST', '/v1/flows/flow-1/pause', {}],
  ['POST', '/v1/flows/flow-1/skip', { state: 'Greet', output: 1 }],
  ['POST', '/v1/tasks/good/success', { output: 1 }],
  ['POST', '/v1/tasks/good/failure', { error: 'E', cause: 'c' }],
  ['POST', '/v1/topics/t/records', { records: [{ key: 'k', value: 1, headers: { a: 'b' } }] }],
  ['POST', '/v1/topics/t/groups/g/offsets', { partition: 0, offset: 0 }],
];

const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });
/** A request that is right but for some of its fields. */
function almost(body: object) {
  const fields = Object.keys(body);
  return fc.record(
    Object.fromEntries(fields.map((field) => [field, fc.oneof(fc.constant(body[field as never]), json)])),
    {
      requiredKeys: [],
    },
  );
}

describe('any body', () => {
  it.each(BODIES)('%s %s answers as described, never with 500', async (method, path, body) => {
    const client = createClient();
    await client.post('/v1/blueprints', { name: 'hello', definition: HELLO });
    await client.post('/v1/flows', { blueprint: 'hello' });
    const send = method === 'PUT' ? client.put : client.post;
    const bodies = fc.oneof(
      almost(body).map((value) => JSON.stringify(value)),
      fc.json(),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (text) => {
        const { status } = await send(path, text);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    expect(client.faults).toEqual([]);
  });

  it('any path and query answer as described, never with 500', async () => {
    const client = createClient();
    const part = fc.oneof(
      fc.constantFrom('v1', 'flows', 'blueprints', 'workers', 'history', '..', '%2e%2e', '%', '%ff', 'page', 'app.js'),
      fc.string().map(encodeURIComponent),
    );
    const query = fc.dictionary(fc.constantFrom('cursor', 'limit', 'status', 'q', 'from', 'reverse'), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), query, async (parts, fields) => {
        const response = await client.raw(`/${parts.join('/')}?${new URLSearchParams(fields)}`);
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 500 },
    );
    expect(client.faults).toEqual([]);
  });
});
