import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { readerFailed } from '../../asl/items/reader-error.ts';
import { ok, type Result } from '../../asl/result.ts';

const gunzipped = promisify(gunzip);
const unzstd = promisify(zstdDecompress);

/** The object's text: decompressed where its name ends in `.gz`, `.zst` or `.zstd`, as AWS does. */
export async function textOfObject(key: string, body: Uint8Array, mostBytes: number): Promise<Result<string>> {
  try {
    const bytes = await decompressed(key, body, mostBytes);
    return ok(new TextDecoder().decode(bytes));
  } catch (error) {
    return readerFailed(`The object ${key} cannot be decompressed: ${(error as Error).message}`);
  }
}

function decompressed(key: string, body: Uint8Array, maxOutputLength: number): Uint8Array | Promise<Uint8Array> {
  if (key.endsWith('.gz')) return gunzipped(body, { maxOutputLength });
  return /\.zstd?$/.test(key) ? unzstd(body, { maxOutputLength }) : body;
}
