import type { Json } from '../json.ts';
import { fail, type Scanner } from './text-scanner.ts';
import type { Parameter, ParseNested } from './token.ts';

/** Parses the arguments of a path function up to and with `)`, the scanner standing behind `(`. */
export function parseParameters(scanner: Scanner, name: string, nested: ParseNested): Parameter[] {
  const parameters: Parameter[] = [];
  while (true) {
    const part = argumentText(scanner, name);
    const text = part.text.trim();
    if (text !== '') parameters.push(parseParameter(text, nested));
    if (part.isLast) return parameters;
  }
}

function argumentText(scanner: Scanner, name: string): { text: string; isLast: boolean } {
  const { text, position: start } = scanner;
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"' || char === "'") at = endOfString(text, at);
    else if ('([{'.includes(char)) depth++;
    else if (depth === 0 && (char === ',' || char === ')')) {
      scanner.position = at + 1;
      return { text: text.slice(start, at), isLast: char === ')' };
    } else if (')]}'.includes(char)) depth--;
  }
  return fail(`Arguments to function: '${name}' are not closed properly.`);
}

function endOfString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[open]) return at;
  }
  return text.length;
}

function parseParameter(text: string, nested: ParseNested): Parameter {
  if (text.startsWith('$') || text.startsWith('@')) return { path: nested(text) };
  try {
    return { literal: JSON.parse(text) as Json };
  } catch {
    return fail(`Invalid argument of a path function: ${text}`);
  }
}
