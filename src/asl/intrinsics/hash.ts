import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { withArguments } from './arguments.ts';
import { encodeUtf8 } from './utf8.ts';

const maxLength = 10_000;

const algorithms: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
};

/** States.Hash: the hash of a string of at most 10 000 characters, in lower-case hexadecimal digits. */
export const hash = withArguments(2, (text, algorithm) => {
  if (typeof text !== 'string' || text.length > maxLength || typeof algorithm !== 'string') return undefined;
  const apply = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined;
  return apply && bytesToHex(apply(encodeUtf8(text)));
});
