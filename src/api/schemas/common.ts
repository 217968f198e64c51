import { createRoute, type RouteConfig, z } from '@hono/zod-openapi';
import { ERROR_CATALOG, type SfcErrorCode } from '../../errors/catalog.ts';

export type Responses = RouteConfig['responses'];

export const JsonValue = z
  .unknown()
  .openapi('Json', { title: 'JSON', description: 'Any JSON value.', example: { id: 7 } });

export const Timestamp = z.iso
  .datetime({ offset: true })
  .openapi('Timestamp', { description: 'RFC 3339, UTC.', example: '2026-11-22T15:49:47.123Z' });

export const ProblemEntry = z
  .object({
    code: z.string().openapi({ description: 'Names the rule.', example: 'SCHEMA_VIOLATION' }),
    severity: z.enum(['error', 'warning']).optional(),
    pointer: z.string().openapi({ description: 'JSON pointer (RFC 6901).', example: '/States/Charge/Next' }),
    line: z.int().optional().openapi({ description: 'From 1, in the text as sent.', example: 12 }),
    column: z.int().optional().openapi({ description: 'From 1.', example: 7 }),
    message: z.string().openapi({ example: 'No state is named "Chrage".' }),
  })
  .openapi('ProblemEntry', { title: 'One finding', description: 'What is wrong, and where.' });

const ProblemDocument = z
  .looseObject({
    type: z.string().openapi({ example: '/docs/errors.md#sfc_unknown_flow' }),
    title: z.string().openapi({ example: ERROR_CATALOG.SFC_UNKNOWN_FLOW.meaning }),
    status: z.int().openapi({ example: 404 }),
    detail: z.string().openapi({ example: 'No flow has the id 0198.' }),
    code: z.string().openapi({ example: 'SFC_UNKNOWN_FLOW' }),
    hint: z.string().openapi({ description: 'What to do.', example: ERROR_CATALOG.SFC_UNKNOWN_FLOW.remedy }),
    problems: z.array(ProblemEntry).optional(),
  })
  .openapi('Problem', { title: 'Problem document', description: 'RFC 9457. Further fields belong to the code.' });

const BODY_FAULTS: readonly SfcErrorCode[] = [
  'SFC_INVALID_REQUEST',
  'SFC_NOT_JSON',
  'SFC_PAYLOAD_TOO_LARGE',
  'SFC_STORE_FULL',
];

/** A route; one with a body also answers what may be wrong with any body. */
export function describeRoute<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P }>(route: R) {
  const common = route.request?.body === undefined ? {} : faultAnswers(BODY_FAULTS);
  return createRoute({ ...route, responses: { ...common, ...route.responses } });
}

const PROBLEM = { 'application/problem+json': { schema: ProblemDocument } };

/** The successful answer of a route and the faults that are its own; those of every request are added. */
export function answers(
  status: number,
  description: string,
  schema: z.ZodType | undefined,
  faults: readonly SfcErrorCode[] = [],
  headers?: z.ZodObject,
): Responses {
  return {
    [status]: {
      description,
      ...(schema ? { content: { 'application/json': { schema } } } : {}),
      ...(headers ? { headers } : {}),
    },
    ...faultAnswers([...faults, 'SFC_FORBIDDEN_HOST', 'SFC_INTERNAL']),
    default: { description: 'Any other fault; docs/errors.md lists them all.', content: PROBLEM },
  };
}

function faultAnswers(codes: readonly SfcErrorCode[]): Responses {
  const byStatus = Map.groupBy(codes, (code) => ERROR_CATALOG[code].httpStatus);
  const describe = (code: SfcErrorCode) => `${code}: ${ERROR_CATALOG[code].meaning}`;
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [status, { description: same.map(describe).join(' '), content: PROBLEM }]),
  );
}

/** A body that must be JSON of this shape. */
export function body<T extends z.ZodType>(schema: T, description: string) {
  return { required: true, description, content: { 'application/json': { schema } } };
}

export function listOf<T extends z.ZodType>(item: T, name: string) {
  return z
    .object({
      items: z.array(item),
      nextCursor: z
        .string()
        .optional()
        .openapi({ description: 'Send as `cursor` for the next page; absent on the last.' }),
    })
    .openapi(name, { title: name, description: 'One page of a list.' });
}

/** Paging of lists. */
export const Page = z.object({
  cursor: z.string().max(1000).optional().openapi({ description: '`nextCursor` of the page before.' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(50)
    .openapi({ description: 'Most items of a page.', example: 50 }),
});

export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without the members that are undefined. */
export function present<T extends object>(object: T): Present<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
}
