import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SfcError } from '../errors/sfc-error.ts';

const FILE = 'signing.key';

/** The directory's key for task tokens, made at the first start and readable by its owner only. */
export function directorySigningKey(directory: string): string {
  const path = join(directory, FILE);
  return readKey(path) ?? makeKey(directory, path);
}

function makeKey(directory: string, path: string): string {
  mkdirSync(directory, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    // Whoever links first has made the key: it is never seen half written and never replaced.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(path, error);
  } finally {
    unlinkSync(draft);
  }
  const key = readKey(path);
  if (key === undefined) throw unusable(path, undefined);
  return key;
}

function readKey(path: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
  if (/^[\w-]{43}$/.test(text)) return text;
  throw new SfcError('SFC_STORE_CORRUPT', `The signing key ${path} is damaged.`, {
    hint: 'Restore the file from a backup. Without it, move it away: tokens that were handed out are then refused.',
    details: { file: path },
  });
}

function unusable(path: string, cause: unknown): SfcError {
  return new SfcError('SFC_STORE_UNAVAILABLE', `The signing key ${path} cannot be used: ${String(cause)}.`, {
    cause,
    details: { file: path },
  });
}
