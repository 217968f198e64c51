import { RE2JS } from 're2js';
import type { Json } from '../json.ts';
import { parseLenientJson } from './lenient-json.ts';
import { fail, indexOfClosing, indexOfUnescaped, resolveEscapes, type Scanner, skipBlanks } from './text-scanner.ts';
import type { Operand, ParseNested } from './token.ts';

/** Parses one side of a comparison: a path, a string, a number, a JSON literal or a pattern. AWS also takes a bare word for a string. */
export function parseOperand(scanner: Scanner, nested: ParseNested): Operand {
  scanner.position = skipBlanks(scanner.text, scanner.position);
  const isNegated = scanner.text[scanner.position] === '!';
  if (isNegated) scanner.position = skipBlanks(scanner.text, scanner.position + 1);
  const char = scanner.text[scanner.position] ?? '';
  if (char === '$' || char === '@') {
    return { type: 'path', path: nested(pathSource(scanner)), shouldExist: !isNegated };
  }
  if (isNegated) fail('Unexpected character: !');
  if (char === '/') return { type: 'pattern', pattern: parsePattern(scanner) };
  if (char === "'" || char === '"') return { type: 'literal', value: parseQuoted(scanner, char) };
  if (char === '[' || char === '{') return { type: 'literal', value: parseJson(scanner, char) };
  return { type: 'literal', value: parseWord(scanner) };
}

/**
 * A path in a filter ends at a blank, at a comparison sign or at a parenthesis, but for that of a function without arguments.
 * As in Jayway, only the first of two brackets that follow each other may hold such signs.
 */
function pathSource(scanner: Scanner): string {
  const { text, position: start } = scanner;
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === '[') at = closingBracket(text, at) + 1;
    const char = text[at] ?? ' ';
    if (/[<>=~! ]/.test(char) || (char === ')' && !closesCall(text.slice(start, at)))) break;
    at++;
  }
  scanner.position = at;
  return text.slice(start, at);
}

function closingBracket(text: string, open: number): number {
  const close = indexOfClosing(text, open, '[', ']', false);
  return close === -1 ? fail(`Square brackets does not match in filter ${text}`) : close;
}

/** Whether the text up to a parenthesis ends with the call of a function that has no arguments. */
function closesCall(text: string): boolean {
  return /^.+\..*\( *$/s.test(text);
}

function parseQuoted(scanner: Scanner, quote: string): string {
  const end = indexOfUnescaped(scanner.text, quote, scanner.position + 1);
  if (end === -1) fail(`String literal does not have matching quotes. Expected ${quote} in ${scanner.text}`);
  const value = resolveEscapes(scanner.text.slice(scanner.position + 1, end));
  scanner.position = end + 1;
  return value;
}

function parseJson(scanner: Scanner, open: '[' | '{') {
  const { text, position } = scanner;
  const end = indexOfClosing(text, position, open, open === '[' ? ']' : '}', false);
  if (end === -1) fail(`JSON literal not closed in ${text}`);
  scanner.position = end + 1;
  return parseLenientJson(text.slice(position, end + 1));
}

function parseWord(scanner: Scanner): Json {
  const word = /^(?:[A-Za-z_][\w-]*|[-0-9.eE]+)/.exec(scanner.text.slice(scanner.position))?.[0] ?? '';
  scanner.position += word.length;
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  if (/^[A-Za-z_]/.test(word)) return word;
  const value = /\d/.test(word) ? Number(word) : Number.NaN;
  return Number.isFinite(value) ? value : fail(`Expected a literal in filter ${scanner.text}`);
}

const patternFlags: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  s: RE2JS.DOTALL,
  m: RE2JS.MULTILINE,
  d: 0,
  u: 0,
  U: 0,
  x: 0,
};

/** Undefined for a pattern that the engine, which needs linear time, cannot express, and for one that would be too large. */
function compilePattern(source: string, flags: number): RE2JS | undefined {
  try {
    const pattern = RE2JS.compile(source, flags);
    return pattern.programSize() > maxProgram ? undefined : pattern;
  } catch {
    return undefined;
  }
}

const maxProgram = 5_000;

function parsePattern(scanner: Scanner): RE2JS {
  const { text, position } = scanner;
  const end = indexOfUnescaped(text, '/', position + 1);
  if (end === -1) fail(`Pattern not closed. Expected / in ${text}`);
  let flags = 0;
  let at = end + 1;
  for (; Object.hasOwn(patternFlags, text[at] ?? ''); at++) flags |= patternFlags[text[at] ?? ''] ?? 0;
  scanner.position = at;
  return compilePattern(text.slice(position + 1, end), flags) ?? fail(`Invalid pattern in filter ${text}`);
}
