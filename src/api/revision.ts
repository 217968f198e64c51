import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { SfcError } from '../errors/sfc-error.ts';
import type { IfRevision } from './services.ts';

/** Answers with the record's revision as ETag, for the `If-Match` of the next change. */
export function withETag(
  context: Context,
  record: { readonly revision: number },
  view: object,
  status: ContentfulStatusCode = 200,
  headers: Record<string, string> = {},
): Response {
  return context.json(view, status, { ...headers, etag: `"${record.revision}"` });
}

/** The revision that a change is based on; `*` and an absent header ask for none. */
export function ifRevision(headers: { readonly 'if-match'?: string | undefined }): IfRevision {
  const value = headers['if-match']?.trim();
  if (value === undefined || value === '*') return {};
  const revision = /^(?:W\/)?"(\d{1,15})"$/.exec(value)?.[1];
  if (revision === undefined) {
    throw new SfcError('SFC_PRECONDITION_FAILED', `No revision has the ETag ${value.slice(0, 60)}.`, {
      hint: 'Send the ETag of the last GET unchanged, quotes included.',
    });
  }
  return { expectedRevision: Number(revision) };
}
