import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CATALOG, type SfcErrorCode } from '../../../src/errors/catalog.ts';
import { SfcError } from '../../../src/errors/sfc-error.ts';

interface Documented {
  readonly code: string;
  readonly http: string;
  readonly retryable: string;
  readonly scope: string;
  readonly meaning: string;
  readonly remedy: string;
}

function documentedErrors(): Documented[] {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `SFC_'))
    .map((line) => {
      const [code = '', http = '', retryable = '', scope = '', meaning = '', remedy = ''] = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim());
      return { code: code.replaceAll('`', ''), http, retryable, scope, meaning, remedy };
    });
}

describe('error catalog', () => {
  it('is what docs/errors.md says, code by code and both ways', () => {
    const catalog = Object.entries(ERROR_CATALOG).map(([code, entry]) => ({
      code,
      http: String(entry.httpStatus),
      retryable: entry.retryable ? 'yes' : 'no',
      scope: entry.scope,
      meaning: entry.meaning,
      remedy: entry.remedy,
    }));
    expect(documentedErrors()).toEqual(catalog);
  });
});

describe('SfcError', () => {
  it('takes retryable, scope and hint from the catalog', () => {
    const error = new SfcError('SFC_STORE_FULL', 'disk full');
    expect(error).toMatchObject({
      name: 'SfcError',
      code: 'SFC_STORE_FULL' satisfies SfcErrorCode,
      retryable: true,
      scope: 'invocation',
      hint: ERROR_CATALOG.SFC_STORE_FULL.remedy,
      details: {},
    });
    expect('cause' in error).toBe(false);
  });

  it('keeps cause, hint and details that are given', () => {
    const cause = new Error('EADDRINUSE');
    const error = new SfcError('SFC_PORT_IN_USE', 'port 7400 is in use', {
      cause,
      hint: 'try --port 7401',
      details: { port: 7400 },
    });
    expect(error).toMatchObject({ cause, hint: 'try --port 7401', details: { port: 7400 } });
  });
});
