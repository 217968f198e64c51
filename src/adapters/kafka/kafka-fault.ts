import { SfcError } from '../../errors/sfc-error.ts';

/** A record that the broker will never take is no outage. */
export function kafkaFault(doing: string, cause: unknown): SfcError {
  if (cause instanceof SfcError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const code = isTooLarge(cause) ? 'SFC_PAYLOAD_TOO_LARGE' : 'SFC_BROKER_UNREACHABLE';
  return new SfcError(code, `Kafka: ${doing}: ${reason}`, { cause });
}

/** By the protocol's own name of the error: the client's error classes cannot be imported by name. */
function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('type' in error && error.type === 'MESSAGE_TOO_LARGE') || isTooLarge(error.cause);
}
