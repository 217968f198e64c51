import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * The file that stands for a key within a folder, or undefined where the key names nothing in it: `..`, empty parts,
 * separators of the host, and links that lead out. With `make`, the folders on the way are made.
 */
export async function fileOf(folder: string, key: string, make = false): Promise<string | undefined> {
  const parts = key.split('/');
  if (!parts.every(isPlain)) return undefined;
  const root = await realpath(folder);
  let path = root;
  for (const [index, part] of parts.entries()) {
    path = join(path, part);
    const isLast = index === parts.length - 1;
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined && !make) return undefined;
    if (found === undefined && !isLast) await mkdir(path, { recursive: true });
    if (found?.isSymbolicLink() && !(await leadsInto(root, path))) return undefined;
  }
  return path;
}

/** Also what Windows reads otherwise: backslashes, drives, streams, and names that end in a dot or a space. */
function isPlain(part: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no file name holds them
  return part !== '' && !/^\.{1,2}$|[\\:\u0000-\u001f]|[. ]$/.test(part);
}

async function leadsInto(root: string, path: string): Promise<boolean> {
  const target = await realpath(path).catch(() => undefined);
  return target?.startsWith(root + sep) === true;
}
