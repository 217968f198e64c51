import { isObject, type Json, member } from '../asl/json.ts';
import type { ReportJobResult } from '../engine/inputs.ts';
import { ERROR_HEADER } from '../messages/headers.ts';
import type { Delivered } from '../ports/message-bus.ts';
import { readValue } from './read-value.ts';

export type ReplyResult = ReportJobResult['result'];

/**
 * What a service answered. Without the header `sfc-error` the value, JSON, is the output. With it the job failed: the header
 * is the error's name, and `-` leaves that to the value; the value is `{ "error"?, "cause"? }`, or any text: the cause.
 * Throws `SFC_RECORD_UNREADABLE` for an output that is not JSON.
 */
export function readReply({ headers, value }: Delivered<string>): ReplyResult {
  const error = headers?.[ERROR_HEADER];
  return error === undefined ? { output: readValue(value) } : { error: failure(error, value) };
}

function failure(header: string, text: string): { error: string; cause?: string } {
  const body = objectIn(text);
  const error = (header === '-' || header === '' ? textMember(body, 'error') : header) ?? 'States.TaskFailed';
  const cause = body === undefined ? text : textMember(body, 'cause');
  return cause === undefined || cause === '' ? { error } : { error, cause };
}

function objectIn(text: string): Json | undefined {
  try {
    const value = readValue(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is not a text is shown as JSON. */
function textMember(body: Json | undefined, name: string): string | undefined {
  const value = isObject(body) ? member(body, name) : undefined;
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}
