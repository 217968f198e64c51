import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { encodeUtf8 } from './utf8.ts';

const algorithms: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
};

/** The hash of a text's UTF-8 bytes in lower-case hexadecimal digits, or undefined for an algorithm that ASL does not name. */
export function hashText(text: string, algorithm: string): string | undefined {
  const apply = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined;
  return apply && bytesToHex(apply(encodeUtf8(text)));
}
