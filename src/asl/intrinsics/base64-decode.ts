import { withArguments } from './arguments.ts';
import { decodeBase64 } from './base64.ts';
import { decodeUtf8 } from './utf8.ts';

const maxLength = 10_000;

/** States.Base64Decode: the string whose UTF-8 bytes the argument, of at most 10 000 characters, holds in Base64. */
export const base64Decode = withArguments(1, (text) =>
  typeof text === 'string' && text.length <= maxLength ? decodeUtf8(decodeBase64(text)) : undefined,
);
