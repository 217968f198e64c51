import { fail, resolveEscapes, type Scanner, skipBlanks } from './text-scanner.ts';
import type { Token } from './token.ts';

/** Parses `['a', 'b']`, the scanner standing on `[`. */
export function parseBracketNames(scanner: Scanner, quote: string): Token {
  const { text } = scanner;
  const names: string[] = [];
  let at = skipBlanks(text, scanner.position + 1);
  while (true) {
    if (text[at] !== quote) fail(`Found empty property at index ${at}`);
    const end = closingQuote(text, quote, at + 1);
    names.push(resolveEscapes(text.slice(at + 1, end)));
    at = skipBlanks(text, end + 1);
    if (text[at] === ']') break;
    if (text[at] !== ',') {
      fail(`Property must be separated by comma or Property must be terminated close square bracket at index ${end}`);
    }
    at = skipBlanks(text, at + 1);
  }
  scanner.position = at + 1;
  return { type: 'names', names, quote };
}

function closingQuote(text: string, quote: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return fail(`Property has not been closed - missing closing ${quote}`);
}

/** Parses `[1]`, `[1, 2]`, `[1:]`, `[1:2]` and `[:2]`, the scanner standing on `[`. A third part of a slice is ignored. */
export function parseIndexesOrSlice(scanner: Scanner): Token | undefined {
  const { text, position } = scanner;
  const end = text.indexOf(']', position);
  const expression = text.slice(position + 1, end).trim();
  if (end === -1 || !/^[0-9,: -]+$/.test(expression)) return undefined;
  scanner.position = end + 1;
  return expression.includes(':') ? parseSlice(expression) : parseIndexes(expression);
}

function parseIndexes(expression: string): Token {
  const indexes = expression
    .split(/\s*,\s*/)
    .map((part) => integer(part) ?? fail(`Failed to parse token in ArrayIndexOperation: ${part}`));
  return { type: 'indexes', indexes };
}

function parseSlice(expression: string): Token {
  const problem = `Failed to parse SliceOperation: ${expression}`;
  if (/[ ,]/.test(expression)) fail(problem);
  const [first = '', second = ''] = expression.split(':');
  const from = first === '' ? undefined : (integer(first) ?? fail(problem));
  const to = second === '' ? undefined : (integer(second) ?? fail(problem));
  if (from === undefined && to === undefined) fail(problem);
  return { type: 'slice', from, to };
}

function integer(text: string): number | undefined {
  const value = /^-?[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  return value >= -2147483648 && value <= 2147483647 ? value + 0 : undefined;
}
