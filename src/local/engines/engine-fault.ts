import { SfcError } from '../../errors/sfc-error.ts';

export function engineFault(engine: string, problem: string, cause?: unknown): SfcError {
  return new SfcError('SFC_ENGINE_UNAVAILABLE', `The local engine ${engine} ${problem}`, {
    cause,
    details: { engine },
  });
}
