import { z } from '@hono/zod-openapi';
import { ERROR_CATALOG } from '../../errors/catalog.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { metricsText } from '../metrics.ts';
import { answers, describeRoute, type Responses } from '../schemas/common.ts';

const tags = ['System'];
const Health = z
  .object({
    status: z.enum(['ok', 'not ready']),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string().optional() })).optional(),
  })
  .openapi('Health', { title: 'Health', description: 'Whether the server works.' });

const alive = describeRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'isAlive',
  summary: 'Is it alive?',
  description: 'Answers as long as the process serves requests.',
  tags,
  responses: answers(200, 'Alive.', Health),
});

const ready = describeRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'isReady',
  summary: 'Is it ready?',
  description: 'Whether stores, workers and conductor can work.',
  tags,
  responses: {
    ...answers(200, 'Ready.', Health),
    503: { description: 'Not ready; `checks` says why.', content: { 'application/json': { schema: Health } } },
  } as Responses,
});

const metrics = describeRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Figures for Prometheus',
  description: 'Flows, workers and the process, in the Prometheus text format.',
  tags,
  responses: {
    ...answers(200, 'Figures.', undefined),
    200: { description: 'Figures.', content: { 'text/plain': { schema: z.string() } } },
  } as Responses,
});

export function systemRoutes({ services }: RouteContext) {
  const router = createRouter()
    .openapi(alive, (context) => context.json({ status: 'ok' }, 200))
    .openapi(ready, async (context) => {
      const { ready, checks } = await services.health();
      return context.json({ status: ready ? 'ok' : 'not ready', checks }, ready ? 200 : 503);
    })
    .openapi(metrics, async (context) => {
      const type = 'text/plain; version=0.0.4; charset=utf-8';
      return context.body(await metricsText(services), 200, { 'content-type': type, 'cache-control': 'no-store' });
    });
  // Where the `type` of problem documents leads.
  router.get('/docs/errors.md', (context) =>
    context.body(errorPage(), 200, { 'content-type': 'text/markdown; charset=utf-8' }),
  );
  return router;
}

function errorPage(): string {
  const sections = Object.entries(ERROR_CATALOG).map(
    ([code, { httpStatus, meaning, remedy }]) => `## ${code}\n\nHTTP ${httpStatus}. ${meaning}\n\n${remedy}\n`,
  );
  return `# Errors\n\n${sections.join('\n')}`;
}
