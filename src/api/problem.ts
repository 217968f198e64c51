import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ERROR_CATALOG, type SfcErrorCode } from '../errors/catalog.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** An RFC 9457 problem document. Own fields of the fault (`problems`, `line`, …) stand beside the standard ones. */
export function problemResponse(context: Context, error: unknown): Response {
  const { status, body } = toProblem(error);
  return context.body(JSON.stringify(body), status as ContentfulStatusCode, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': '5' } : {}),
  });
}

interface Problem {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export function toProblem(error: unknown): Problem {
  if (error instanceof SfcError) return describe(error.code, error.message, error.hint, error.details);
  if (error instanceof HTTPException && error.status < 500) {
    return describe(error.status === 415 ? 'SFC_NOT_JSON' : 'SFC_INVALID_REQUEST', error.message, undefined, {});
  }
  return describe('SFC_INTERNAL', 'The request met a condition that SFC does not expect.', undefined, {});
}

function describe(
  code: SfcErrorCode,
  detail: string,
  hint: string | undefined,
  details: Readonly<Record<string, unknown>>,
): Problem {
  const { httpStatus: status, meaning, remedy } = ERROR_CATALOG[code];
  return {
    status,
    body: {
      ...details,
      type: `/docs/errors.md#${code.toLowerCase()}`,
      title: meaning,
      status,
      detail,
      code,
      hint: hint ?? remedy,
    },
  };
}
