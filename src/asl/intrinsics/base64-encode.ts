import { withArguments } from './arguments.ts';
import { encodeBase64 } from './base64.ts';
import { encodeUtf8 } from './utf8.ts';

const maxLength = 10_000;

/** States.Base64Encode: the UTF-8 bytes of a string of at most 10 000 characters, in Base64. */
export const base64Encode = withArguments(1, (text) =>
  typeof text === 'string' && text.length <= maxLength ? encodeBase64(encodeUtf8(text)) : undefined,
);
