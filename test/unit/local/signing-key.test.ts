import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directorySigningKey } from '../../../src/local/signing-key.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sfc-key-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('directorySigningKey', () => {
  it('makes a key once, for its owner only', () => {
    const key = directorySigningKey(directory);
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    expect(directorySigningKey(directory)).toBe(key);
    expect(readdirSync(directory)).toEqual(['signing.key']);
    expect(statSync(join(directory, 'signing.key')).mode & 0o777).toBe(0o600);
  });

  it('differs from directory to directory', () => {
    expect(directorySigningKey(join(directory, 'a'))).not.toBe(directorySigningKey(join(directory, 'b')));
  });

  it('refuses a damaged file and leaves it alone', () => {
    writeFileSync(join(directory, 'signing.key'), 'short');
    expect(() => directorySigningKey(directory)).toThrow(expect.objectContaining({ code: 'SFC_STORE_CORRUPT' }));
  });
});
