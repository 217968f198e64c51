import type { SfcErrorCode } from '../errors/catalog.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** Faults that no repetition cures: the input goes to the dead letters, its batch goes on. */
const POISON: ReadonlySet<SfcErrorCode> = new Set([
  'SFC_UNKNOWN_FLOW',
  'SFC_UNKNOWN_BLUEPRINT',
  'SFC_UNKNOWN_VERSION',
  'SFC_INVALID_BLUEPRINT',
  'SFC_PAYLOAD_TOO_LARGE',
  'SFC_RECORD_UNREADABLE',
] satisfies SfcErrorCode[]);

/**
 * Whether a fault of a port is charged to one flow. Whatever is not known to be so counts as an outage: the batch is refused
 * and comes again, and nothing is dropped.
 */
export function isPoison(fault: unknown): fault is SfcError {
  return fault instanceof SfcError && !fault.retryable && (fault.scope === 'flow' || POISON.has(fault.code));
}

/** A decision that throws is a bug, and would throw again. */
export function bugOf(thrown: unknown): SfcError {
  if (thrown instanceof SfcError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new SfcError('SFC_INTERNAL', `The decision failed: ${reason}`, { cause: thrown });
}
