import { readFile } from 'node:fs/promises';
import { parseJson } from '../api/parse-json.ts';
import type { Json } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';
import type { Io } from './io.ts';

/** The JSON that an option gives: the text itself, `@FILE`, or `-` for standard input. */
export async function inputValue(option: string, io: Pick<Io, 'readStdin'>): Promise<Json> {
  if (option === '-') return parseJson(await io.readStdin(), 'Standard input');
  if (option.startsWith('@')) return parseJson(await readText(option.slice(1)), option.slice(1));
  return parseJson(option, 'The value');
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new SfcError('SFC_FILE_UNREADABLE', `${file} cannot be read (${reason}).`, { cause });
  }
}
