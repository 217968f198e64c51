import { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import { SfcError } from '../errors/sfc-error.ts';
import type { ApiServices } from './services.ts';

/** What every group of routes is built on. */
export interface RouteContext {
  readonly services: ApiServices;
  readonly limits: { readonly bodyBytes: number };
  /** Aborted when the server closes: what waits or streams ends. */
  readonly signal: AbortSignal;
}

const WHERE: Readonly<Record<string, string>> = { json: 'body', param: 'path', query: 'query', header: 'headers' };

/** An app (or part of one) whose requests are validated by the schemas that describe them. */
export function createRouter(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result: { readonly success: boolean; readonly target: string; readonly error?: z.ZodError }) => {
      if (result.error) throw invalidRequest(result.error.issues, WHERE[result.target] ?? result.target);
    },
  });
}

function invalidRequest(issues: readonly z.core.$ZodIssue[], where: string): SfcError {
  const problems = issues.slice(0, 50).map(({ code, path, message }) => ({
    code: code.toUpperCase(),
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    message,
  }));
  const first = problems[0];
  return new SfcError(
    'SFC_INVALID_REQUEST',
    `The ${where} is not as it should be at "${first?.pointer}": ${first?.message}.`,
    {
      details: { in: where, problems },
    },
  );
}
