import { SfcError } from '../../errors/sfc-error.ts';

/** What AWS's TestState throws. */
export interface TestStateException {
  readonly code: 'InvalidArn' | 'InvalidDefinition' | 'InvalidExecutionInput' | 'ValidationException';
  readonly message: string;
}

/** A request that TestState does not accept: `details.exception` is AWS's. */
export function refusal(code: TestStateException['code'], message: string): SfcError {
  const exception: TestStateException = { code, message };
  return new SfcError('SFC_STATE_NOT_TESTED', message, { details: { exception } });
}

/** The request contradicts itself or its state. */
export function invalid(message: string): SfcError {
  return refusal('ValidationException', message);
}
