import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAX_LINES = 400;

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

function sources(...patterns: readonly string[]): SourceFile[] {
  return globSync([...patterns], { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => existsSync(ROOT + path))
    .sort()
    .map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }));
}

/** Places where a pattern occurs outside comments, as `path:line`. */
function occurrences(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const code = line.replace(/^\s*(\/\/|\/?\*).*$/, '').replace(/\s\/\/ .*$/, '');
      return pattern.test(code) ? [`${path}:${index + 1}: ${code.trim()}`] : [];
    }),
  );
}

const src = sources('src/**/*.ts');
const pure = src.filter(({ path }) => /^src\/(asl|engine|scheduler\/policy)\//.test(path));

describe('architecture', () => {
  it('pure code reads no clock and rolls no dice', () => {
    expect(occurrences(pure, /\bMath\s*\.\s*random\b|\bDate\.now\b|\bnew Date\b|\bperformance\.now\b/)).toEqual([]);
  });

  it('only src/config.ts reads process.env', () => {
    const others = src.filter(({ path }) => path !== 'src/config.ts');
    expect(
      occurrences(others, /\bprocess\s*\.\s*env\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from 'node:process'/),
    ).toEqual([]);
  });

  it('faults are SfcErrors: no bare Error is thrown outside src/errors', () => {
    const others = src.filter(({ path }) => !path.startsWith('src/errors/'));
    expect(occurrences(others, /\bthrow new (Error|TypeError|RangeError|SyntaxError)\(/)).toEqual([]);
  });

  it('there are no barrels but the public test kit', () => {
    const barrels = src.filter(
      ({ path, text }) =>
        path !== 'src/testing/index.ts' &&
        (/(^|\/)index\.ts$/.test(path) || /^export \* from /m.test(text)) &&
        /^export (type )?(\*|\{[^}]*\}) from /m.test(text),
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  it(`no file in src has more than ${MAX_LINES} lines`, () => {
    const long = src.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));
    expect(long.filter(({ lines }) => lines > MAX_LINES).map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual(
      [],
    );
  });
});
