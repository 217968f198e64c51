import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import type { Json } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** Deeper text would overflow the stack of what walks it later. Payloads have a limit of their own, a little below this. */
const MAX_DEPTH = 510;
const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/**
 * Reads JSON from outside. Throws SFC_INVALID_REQUEST, with line and column, for what is not JSON or is nested too deeply.
 * A member named `__proto__` stays an own member.
 */
export function parseJson(text: string, what = 'The body'): Json {
  checkDepth(text, what);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const errors: ParseError[] = [];
    parse(text, errors, STRICT);
    const first = errors[0];
    const reason = first ? words(printParseErrorCode(first.error)) : 'not JSON';
    throw malformed(what, text, first?.offset ?? text.length, reason, cause);
  }
}

function words(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}

function malformed(what: string, text: string, offset: number, reason: string, cause?: unknown): SfcError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return new SfcError('SFC_INVALID_REQUEST', `${what} is not JSON: ${reason} at line ${line}, column ${column}.`, {
    cause,
    hint: 'Correct the text at this place and send it again.',
    details: { offset, line, column },
  });
}

function checkDepth(text: string, what: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (inString) {
      if (char === 0x5c) index += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) throw malformed(what, text, index, `nested deeper than ${MAX_DEPTH} levels`);
    } else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
}
