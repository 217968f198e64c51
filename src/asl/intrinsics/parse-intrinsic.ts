import { compilePath } from '../paths/path.ts';
import { failed, ok, type Result } from '../result.ts';
import type { Expression, Intrinsic } from './call.ts';
import { intrinsicNamed } from './catalog.ts';
import { parseStringLiteral } from './string-literal.ts';

const maxLength = 10_000;
const maxNesting = 10;

/** Parses a call of an intrinsic function, `States.Name(...)`. Blanks may follow it but not precede it. */
export function parseIntrinsic(text: string): Result<Expression> {
  if (text.length > maxLength)
    return failed('States.Runtime', `A function call must not have more than ${maxLength} characters`);
  const scanner: Scanner = { text, position: 0 };
  const call = parseCall(scanner, 0);
  skipSpace(scanner);
  if (call === undefined || scanner.position < text.length) {
    return failed('States.Runtime', `'${text}' is not a valid intrinsic function call`);
  }
  return ok(call);
}

interface Scanner {
  readonly text: string;
  position: number;
}

function parseCall(scanner: Scanner, nesting: number): Expression | undefined {
  const name = take(scanner, /States\.[A-Za-z0-9]+/y);
  const intrinsic: Intrinsic | undefined = name === undefined ? undefined : intrinsicNamed(name);
  if (name === undefined || intrinsic === undefined || nesting > maxNesting) return undefined;
  if (!accept(scanner, '(')) return undefined;
  const parameters: Expression[] = [];
  if (accept(scanner, ')')) return { type: 'call', name, intrinsic, parameters };
  while (true) {
    const parameter = parseParameter(scanner, nesting);
    if (parameter === undefined) return undefined;
    parameters.push(parameter);
    if (accept(scanner, ')')) return { type: 'call', name, intrinsic, parameters };
    if (!accept(scanner, ',')) return undefined;
  }
}

function parseParameter(scanner: Scanner, nesting: number): Expression | undefined {
  skipSpace(scanner);
  const char = scanner.text[scanner.position];
  if (char === "'") return parseString(scanner);
  if (char === '$') return parsePathArgument(scanner);
  if (char === 'S') return parseCall(scanner, nesting + 1);
  const word = take(scanner, /true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  const value = word === undefined ? Number.NaN : JSON.parse(word);
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : { type: 'literal', value };
}

function parseString(scanner: Scanner): Expression | undefined {
  const literal = parseStringLiteral(scanner.text, scanner.position);
  if (literal === undefined) return undefined;
  scanner.position = literal.end;
  return { type: 'literal', value: literal.value, template: literal.template };
}

/** A path ends at the comma or parenthesis that belongs to the call: brackets, quotes and inner parentheses are the path's. */
function parsePathArgument(scanner: Scanner): Expression | undefined {
  const { text, position: start } = scanner;
  let depth = 0;
  let at = start;
  for (; at < text.length; at++) {
    const char = text[at] ?? '';
    if (depth === 0 && (char === ',' || char === ')')) break;
    if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') depth--;
    else if (depth > 0 && (char === "'" || char === '"')) at = endOfQuoted(text, at);
  }
  const path = compilePath(text.slice(start, at));
  if (!path.ok) return undefined;
  scanner.position = at;
  return { type: 'path', path: path.value };
}

function endOfQuoted(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[open]) return at;
  }
  return text.length;
}

function take(scanner: Scanner, pattern: RegExp): string | undefined {
  pattern.lastIndex = scanner.position;
  const found = pattern.exec(scanner.text)?.[0];
  if (found !== undefined) scanner.position += found.length;
  return found;
}

function skipSpace(scanner: Scanner): void {
  while (/\s/.test(scanner.text[scanner.position] ?? '')) scanner.position++;
}

function accept(scanner: Scanner, char: string): boolean {
  skipSpace(scanner);
  const isNext = scanner.text[scanner.position] === char;
  if (isNext) scanner.position++;
  return isNext;
}
