import type { Json } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { canonicalJson, hashOf, isWithinDepth, MAX_DEPTH } from './canonical-json.ts';

export interface CheckedPayload {
  /** Equal for equal values. */
  readonly hash: string;
  readonly sizeBytes: number;
}

/** Measures a payload that came from outside. Throws `SFC_INVALID_REQUEST` (too deep) or `SFC_PAYLOAD_TOO_LARGE`. */
export function checkPayload(value: Json, maxBytes: number): CheckedPayload {
  if (!isWithinDepth(value, MAX_DEPTH)) {
    throw new SfcError('SFC_INVALID_REQUEST', `The payload is nested more than ${MAX_DEPTH} levels deep.`, {
      hint: 'Flatten the data, or pass a reference to it.',
    });
  }
  const text = canonicalJson(value);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > maxBytes) {
    throw new SfcError('SFC_PAYLOAD_TOO_LARGE', `The payload has ${sizeBytes} bytes; the limit is ${maxBytes}.`, {
      hint: 'Store the data elsewhere and pass a reference to it, or raise `limits.payloadBytes`.',
      details: { sizeBytes, maxBytes },
    });
  }
  return { hash: hashOf(text), sizeBytes };
}
