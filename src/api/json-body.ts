import type { MiddlewareHandler } from 'hono';
import { SfcError } from '../errors/sfc-error.ts';
import { parseJson } from './parse-json.ts';
import { readBody } from './read-body.ts';

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/**
 * Reads the body of a request that changes something: within the limit, only as JSON (a form of another site cannot send that
 * without asking first), with the place of a mistake. No body at all counts as `{}`.
 */
export function jsonBody(maxBytes: number): MiddlewareHandler {
  return async (context, next) => {
    const type = context.req.header('content-type');
    if (type !== undefined && !JSON_TYPE.test(type)) {
      throw new SfcError('SFC_NOT_JSON', `The content type ${type.slice(0, 100)} is not JSON.`);
    }
    const text = await readBody(context.req.raw, maxBytes);
    if (type === undefined && text !== '') throw new SfcError('SFC_NOT_JSON', 'The body has no content type.');
    const value = text === '' ? {} : parseJson(text);
    // What validates next asks `req.json()`, which would parse again and forget the place of a mistake.
    context.req.json = () => Promise.resolve(value) as Promise<never>;
    // It also asks whether there was a body, of a request whose body is read.
    context.req.bodyCache.text = Promise.resolve(text) as never;
    await next();
  };
}
