import type { OpenAPIHono } from '@hono/zod-openapi';
import { secureHeaders } from 'hono/secure-headers';
import { SfcError } from '../errors/sfc-error.ts';
import { createRouter, type RouteContext } from './app.ts';
import { type GuardOptions, guard } from './guard.ts';
import { problemResponse, toProblem } from './problem.ts';
import { activityRoutes } from './routes/activities.ts';
import { blueprintVersionRoutes } from './routes/blueprint-versions.ts';
import { blueprintRoutes } from './routes/blueprints.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { eventRoutes } from './routes/events.ts';
import { flowVerbRoutes } from './routes/flow-verbs.ts';
import { flowRoutes } from './routes/flows.ts';
import { simulateRoutes } from './routes/simulate.ts';
import { systemRoutes } from './routes/system.ts';
import { taskRoutes } from './routes/tasks.ts';
import { testStateRoutes } from './routes/test-state.ts';
import { topicRoutes } from './routes/topics.ts';
import { validateRoutes } from './routes/validate.ts';
import { workerRoutes } from './routes/workers.ts';
import type { ApiServices } from './services.ts';
import { startPageRoutes } from './start-page.ts';

const DEFAULT_BODY_BYTES = 8 * 1024 * 1024;

/** Of the start page; for JSON it changes nothing. */
const CONTENT_POLICY = {
  defaultSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

export interface ApiOptions extends GuardOptions {
  readonly version: string;
  readonly limits?: { readonly bodyBytes: number };
  /** Ends streams and long polls when the server closes. */
  readonly signal?: AbortSignal;
  /** Told of every fault that is a bug (500); the caller sees no more than SFC_INTERNAL. */
  readonly onFault?: (error: unknown, request: { readonly method: string; readonly path: string }) => void;
}

/** The whole HTTP interface, the same on Node and on Lambda. It keeps nothing: all state is behind the services. */
export function createApi(services: ApiServices, options: ApiOptions): OpenAPIHono {
  const app = createRouter();
  const parts: RouteContext = {
    services,
    limits: options.limits ?? { bodyBytes: DEFAULT_BODY_BYTES },
    signal: options.signal ?? new AbortController().signal,
  };
  app.use(secureHeaders({ contentSecurityPolicy: CONTENT_POLICY }));
  app.use(guard(options));
  for (const routes of [
    systemRoutes,
    blueprintRoutes,
    blueprintVersionRoutes,
    validateRoutes,
    testStateRoutes,
    simulateRoutes,
    flowRoutes,
    flowVerbRoutes,
    eventRoutes,
    taskRoutes,
    activityRoutes,
    workerRoutes,
    topicRoutes,
    deadLetterRoutes,
  ]) {
    app.route('/', routes(parts));
  }
  app.doc31('/openapi.json', openApiHead(options.version));
  app.route('/', startPageRoutes());
  app.notFound((context) => {
    const { method, path } = context.req;
    return problemResponse(context, new SfcError('SFC_UNKNOWN_PATH', `There is no ${method} ${path.slice(0, 200)}.`));
  });
  app.onError((error, context) => {
    if (toProblem(error).status === 500) options.onFault?.(error, context.req);
    return problemResponse(context, error);
  });
  return app;
}

function openApiHead(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Service Flow Conductor',
      version,
      description:
        'Blueprints say which jobs run, flows run them. JSON keys are camelCase; lists are `{items, nextCursor}`; every error is an RFC 9457 problem document with a `code` and a `hint`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Blueprints', description: 'Versions of definitions, which one is active, start and stop.' },
      { name: 'Flows', description: 'Start, find, show and change running and finished instances.' },
      { name: 'Tasks', description: 'Answers of processors that hold a task token.' },
      { name: 'Workers', description: 'Who runs the jobs.' },
      { name: 'Topics', description: 'Records for services without a broker client.' },
      { name: 'Dead letters', description: 'Records that could not be processed.' },
      { name: 'System', description: 'Health and figures.' },
    ],
  };
}
