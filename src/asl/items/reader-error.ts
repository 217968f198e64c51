import { type Failed, failed } from '../result.ts';

/** The items cannot be had. */
export function readerFailed(cause: string): Failed {
  return failed('States.ItemReaderFailed', cause);
}
