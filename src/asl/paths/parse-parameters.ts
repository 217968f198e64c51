import type { Json } from '../json.ts';
import { fail, type Scanner } from './text-scanner.ts';
import type { Parameter, ParseNested } from './token.ts';

/**
 * Parses the arguments of a path function up to and with `)`, the scanner standing behind `(`. As in Jayway an argument
 * begins at the first character that can begin a path or, of JSON, an object, a number or a text in double quotes;
 * what begins otherwise (`'a'`, `true`) does not count, and texts lose their commas.
 */
export function parseParameters(scanner: Scanner, name: string, nested: ParseNested): Parameter[] {
  const { text } = scanner;
  const parameters: Parameter[] = [];
  const open: Open = { '(': 1, '[': 0, '{': 0, '"': 0 };
  let argument = '';
  let before = '';
  for (; scanner.position < text.length; before = text[scanner.position++] ?? '') {
    const char = text[scanner.position] ?? '';
    if (argument === '' && /[ \t\n\r]/.test(char)) continue;
    count(open, char, before, name);
    const isEnd = (char === ')' || char === ',') && open['"'] === 0 && isOutside(open, char === ')' ? 0 : 1);
    if (isEnd && argument !== '') parameters.push(parseParameter(argument, nested));
    if (isEnd && char === ')') {
      scanner.position++;
      return parameters;
    }
    if (isEnd) argument = '';
    else if ((argument !== '' && !(char === ',' && isOutside(open, 1))) || /[{\d"$@-]/.test(char)) argument += char;
  }
  return isOutside(open, 0) ? parameters : fail(notClosed(name));
}

type Open = Record<'(' | '[' | '{' | '"', number>;

function notClosed(name: string): string {
  return `Arguments to function: '${name}' are not closed properly.`;
}

function count(open: Open, char: string, before: string, name: string): void {
  if (char === '"') open['"'] += open['"'] > 0 && before !== '\\' ? -1 : 1;
  else if (char === '(' || char === '[' || char === '{') open[char]++;
  else if (char === ')' && --open['('] < 0) fail(notClosed(name));
  else if (char === ']' && --open['['] < 0) fail("Unexpected close bracket ']' in the arguments of a path function");
  else if (char === '}' && --open['{'] < 0) fail("Unexpected close brace '}' in the arguments of a path function");
}

function isOutside(open: Open, parentheses: number): boolean {
  return open['('] === parentheses && open['['] === 0 && open['{'] === 0;
}

function parseParameter(text: string, nested: ParseNested): Parameter {
  if (text.startsWith('$') || text.startsWith('@')) {
    if (/[^\])] +$/.test(text)) fail('A path among the arguments of a path function must not end with a blank');
    return { path: nested(text) };
  }
  try {
    return { literal: JSON.parse(text) as Json };
  } catch {
    return fail(`Invalid argument of a path function: ${text}`);
  }
}
