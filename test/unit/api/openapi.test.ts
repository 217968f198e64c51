import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';

const { get } = createClient();
const { body: document } = await get('/openapi.json');
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly schema: object; readonly description?: string }[];
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, unknown> }>;
}
const operations: [string, Operation][] = Object.entries(
  document.paths as Record<string, Record<string, Operation>>,
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, it]): [string, Operation] => [`${method} ${path}`, it]),
);

describe('/openapi.json', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate(document)).toEqual({ valid: true });
  });

  it('lists every path of the interface', () => {
    expect(operations.map(([name]) => name).sort()).toMatchInlineSnapshot(`
      [
        "delete /v1/blueprints/{name}/workers",
        "delete /v1/workers/{worker}",
        "get /healthz",
        "get /metrics",
        "get /readyz",
        "get /v1/activities/{name}/task",
        "get /v1/blueprints",
        "get /v1/blueprints/{name}",
        "get /v1/blueprints/{name}/statistics",
        "get /v1/blueprints/{name}/versions",
        "get /v1/blueprints/{name}/versions/{version}",
        "get /v1/blueprints/{name}/workers",
        "get /v1/dead-letters",
        "get /v1/dead-letters/{id}",
        "get /v1/events",
        "get /v1/flows",
        "get /v1/flows/{flowId}",
        "get /v1/flows/{flowId}/history",
        "get /v1/flows/{flowId}/path",
        "get /v1/topics/{topic}/groups/{group}/records",
        "get /v1/workers",
        "post /v1/blueprints",
        "post /v1/blueprints/{name}/start",
        "post /v1/blueprints/{name}/stop",
        "post /v1/blueprints/{name}/versions",
        "post /v1/dead-letters/{id}/replay",
        "post /v1/flows",
        "post /v1/flows/{flowId}/pause",
        "post /v1/flows/{flowId}/resume",
        "post /v1/flows/{flowId}/retry",
        "post /v1/flows/{flowId}/skip",
        "post /v1/flows/{flowId}/stop",
        "post /v1/simulate",
        "post /v1/tasks/{token}/failure",
        "post /v1/tasks/{token}/heartbeat",
        "post /v1/tasks/{token}/success",
        "post /v1/test-state",
        "post /v1/topics/{topic}/groups/{group}/offsets",
        "post /v1/topics/{topic}/records",
        "post /v1/validate",
        "put /v1/blueprints/{name}/active",
        "put /v1/blueprints/{name}/workers",
        "put /v1/workers/{worker}",
      ]
    `);
  });

  it.each(operations)('describes %s', (_, { operationId, summary, description, tags, responses }) => {
    expect(operationId).toMatch(/^[a-z]+[A-Za-z]+$/);
    expect(summary).toBeTruthy();
    expect(description).toBeTruthy();
    expect(document.tags.map(({ name }: { name: string }) => name)).toContain(tags?.[0]);
    expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
    for (const [status, response] of Object.entries(responses)) {
      expect(response.description).toBeTruthy();
      if ((status >= '400' && status !== '503') || status === 'default')
        expect(response.content).toHaveProperty(['application/problem+json']);
    }
  });

  it('gives every operation an id of its own', () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives every schema a title or a description', () => {
    const schemas: [string, { title?: string; description?: string }][] = Object.entries(document.components.schemas);
    expect(schemas.filter(([, { title, description }]) => !title && !description).map(([name]) => name)).toEqual([]);
  });
});
