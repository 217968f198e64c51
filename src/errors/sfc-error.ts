import { ERROR_CATALOG, type SfcErrorCode, type SfcErrorScope } from './catalog.ts';

export interface SfcErrorOptions {
  readonly cause?: unknown;
  /** What to do in this very case; without it the catalog's remedy holds. */
  readonly hint?: string;
  /** JSON-safe facts for logs and problem documents. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one class of faults. ASL errors are data, never thrown as this. */
export class SfcError extends Error {
  override readonly name = 'SfcError';
  readonly code: SfcErrorCode;
  readonly retryable: boolean;
  readonly scope: SfcErrorScope;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: SfcErrorCode, message: string, options: SfcErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    const entry = ERROR_CATALOG[code];
    this.code = code;
    this.retryable = entry.retryable;
    this.scope = entry.scope;
    this.hint = options.hint ?? entry.remedy;
    this.details = options.details ?? {};
  }
}
