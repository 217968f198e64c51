import { SfcError } from '../../errors/sfc-error.ts';

/** What is left of a SQLite error after it crossed a thread. */
export interface StoreFault {
  readonly message: string;
  /** SQLite's extended result code; absent where the error is not SQLite's. */
  readonly errcode?: number;
  readonly stack?: string;
}

const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
const READ_ONLY = 8;
const BUSY = 5;

export function toStoreFault(error: unknown): StoreFault {
  if (!(error instanceof Error)) return { message: String(error) };
  const errcode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
  return {
    message: error.message,
    ...(errcode === undefined ? {} : { errcode }),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}

/** The SfcError for a failure of the database file `file`. */
export function toSfcError(fault: StoreFault, file: string): SfcError {
  const options = { cause: fault, details: { file } };
  switch (fault.errcode === undefined ? undefined : fault.errcode & 0xff) {
    case FULL:
      return new SfcError('SFC_STORE_FULL', `There is no space left to write ${file}.`, options);
    case CORRUPT:
    case NOT_A_DATABASE:
      return corruptFile(file, fault.message, fault);
    case IO_ERROR:
    case CANNOT_OPEN:
    case READ_ONLY:
      return new SfcError('SFC_STORE_UNAVAILABLE', `${file} cannot be read or written: ${fault.message}.`, options);
    case BUSY:
      return new SfcError('SFC_STORE_BUSY', `Another process uses ${file}.`, options);
    default:
      return new SfcError('SFC_INTERNAL', `The store failed: ${fault.message}.`, options);
  }
}

export function corruptFile(file: string, reason: string, cause?: unknown): SfcError {
  return new SfcError('SFC_STORE_CORRUPT', `${file} is damaged or not a file of SFC: ${reason}.`, {
    cause,
    details: { file },
    hint: `Restore ${file} from a backup, or move it away with its -wal file to start with an empty one.`,
  });
}

/** Runs a direct call of the database and turns what it throws into an SfcError. */
export function guarded<T>(file: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof SfcError) throw error;
    throw toSfcError(toStoreFault(error), file);
  }
}
