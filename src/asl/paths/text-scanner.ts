/** A position in the text of a path or a filter, with the few look-ahead moves that Jayway's grammar needs. */
export interface Scanner {
  readonly text: string;
  position: number;
}

/** Why a path does not parse. Thrown inside the parsers only; `parsePath` turns it into a result. */
export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError';
}

/** Throws what the parser of paths answers as a syntax problem. */
export function fail(message: string): never {
  throw new PathSyntaxError(message);
}

/** The index of the first character at or after `from` that is not a blank. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at++;
  return at;
}

/** The index of the first `char` at or after `from` that no backslash escapes, or -1. */
export function indexOfUnescaped(text: string, char: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === char) return at;
  }
  return -1;
}

/** The index of the bracket that closes the one at `from`, or -1. Brackets in strings and, on request, in patterns do not count. */
export function indexOfClosing(text: string, from: number, open: string, close: string, skipPatterns: boolean): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '"' || char === "'" || (skipPatterns && char === '/')) {
      at = indexOfUnescaped(text, char, at + 1);
      if (at === -1) return -1;
    } else if (char === open) depth++;
    else if (char === close && --depth === 0) return at;
  }
  return -1;
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Resolves backslash escapes; an unknown escape stands for its own character. */
export function resolveEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, char: string) =>
    code === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
