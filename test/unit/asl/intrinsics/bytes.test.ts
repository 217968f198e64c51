import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../../src/asl/intrinsics/base64.ts';
import { hashText } from '../../../../src/asl/intrinsics/hash-text.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src/asl/intrinsics/utf8.ts';

const text = fc.string({ unit: 'binary' });

describe('bytes, against Node', () => {
  it('encodes and decodes UTF-8', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect([...encodeUtf8(value)]).toEqual([...Buffer.from(value, 'utf8')]);
        expect(decodeUtf8(encodeUtf8(value))).toBe(value.toWellFormed());
      }),
    );
  });

  it('survives bytes that are no UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeUtf8(bytes).isWellFormed()).toBe(true);
      }),
    );
  });

  it('encodes and decodes Base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const encoded = encodeBase64(bytes);
        expect(encoded).toBe(Buffer.from(bytes).toString('base64'));
        expect([...decodeBase64(encoded)]).toEqual([...bytes]);
      }),
    );
  });

  it.each(['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'])('hashes with %s', (algorithm) => {
    fc.assert(
      fc.property(text, (value) => {
        const expected = createHash(algorithm.replace('-', '').toLowerCase()).update(value, 'utf8').digest('hex');
        expect(hashText(value, algorithm)).toBe(expected);
      }),
    );
  });

  it('knows no other algorithm', () => {
    expect(hashText('x', 'SHA256')).toBeUndefined();
    expect(hashText('x', 'constructor')).toBeUndefined();
  });
});
