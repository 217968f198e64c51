import type { Json } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** The record's value; an empty one is null. Throws `SFC_RECORD_UNREADABLE`. */
export function readValue(text: string): Json {
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new SfcError('SFC_RECORD_UNREADABLE', `The value is not JSON: ${(error as SyntaxError).message}.`, {
      cause: error,
    });
  }
}
