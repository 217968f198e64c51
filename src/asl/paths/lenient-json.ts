import { type Json, setMember } from '../json.ts';
import { fail, indexOfUnescaped, resolveEscapes, type Scanner } from './text-scanner.ts';

const maxDepth = 64;

/** Parses a JSON literal of a filter: as JSON, but strings may stand in single quotes or, without blanks, in none. */
export function parseLenientJson(text: string): Json {
  const scanner: Scanner = { text, position: 0 };
  const value = parseValue(scanner, 0);
  skipSpace(scanner);
  if (scanner.position < text.length) fail(`Unexpected text after the JSON value in ${text}`);
  return value;
}

function parseValue(scanner: Scanner, depth: number): Json {
  if (depth > maxDepth) fail(`JSON must not nest deeper than ${maxDepth} levels`);
  skipSpace(scanner);
  const char = scanner.text[scanner.position];
  if (char === '[') return parseArray(scanner, depth);
  if (char === '{') return parseObject(scanner, depth);
  if (char === '"' || char === "'") return parseString(scanner, char);
  return scalar(parseWord(scanner));
}

function parseArray(scanner: Scanner, depth: number): Json {
  const items: Json[] = [];
  scanner.position++;
  while (!accept(scanner, ']')) {
    items.push(parseValue(scanner, depth + 1));
    if (!accept(scanner, ',') && !peek(scanner, ']')) fail(`Expected , or ] in ${scanner.text}`);
  }
  return items;
}

function parseObject(scanner: Scanner, depth: number): Json {
  const object: Record<string, Json> = {};
  scanner.position++;
  while (!accept(scanner, '}')) {
    skipSpace(scanner);
    const char = scanner.text[scanner.position];
    const key = char === '"' || char === "'" ? parseString(scanner, char) : parseWord(scanner);
    if (!accept(scanner, ':')) fail(`Expected : in ${scanner.text}`);
    setMember(object, key, parseValue(scanner, depth + 1));
    if (!accept(scanner, ',') && !peek(scanner, '}')) fail(`Expected , or } in ${scanner.text}`);
  }
  return object;
}

function parseString(scanner: Scanner, quote: string): string {
  const end = indexOfUnescaped(scanner.text, quote, scanner.position + 1);
  if (end === -1) fail(`String not closed. Expected ${quote} in ${scanner.text}`);
  const value = resolveEscapes(scanner.text.slice(scanner.position + 1, end));
  scanner.position = end + 1;
  return value;
}

function parseWord(scanner: Scanner): string {
  const start = scanner.position;
  while (scanner.position < scanner.text.length && !/[\s,:[\]{}]/.test(scanner.text[scanner.position] ?? '')) {
    scanner.position++;
  }
  if (scanner.position === start) fail(`Expected a value in ${scanner.text}`);
  return scanner.text.slice(start, scanner.position);
}

function scalar(word: string): Json {
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word) ? Number(word) : word;
}

function skipSpace(scanner: Scanner): void {
  while (/\s/.test(scanner.text[scanner.position] ?? '')) scanner.position++;
}

function peek(scanner: Scanner, char: string): boolean {
  skipSpace(scanner);
  return scanner.text[scanner.position] === char;
}

function accept(scanner: Scanner, char: string): boolean {
  const isNext = peek(scanner, char);
  if (isNext) scanner.position++;
  return isNext;
}
