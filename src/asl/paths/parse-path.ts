import { failed, ok, type Result } from '../result.ts';
import { parseBracketNames, parseIndexesOrSlice } from './parse-brackets.ts';
import { parseFilter } from './parse-filter.ts';
import { parseParameters } from './parse-parameters.ts';
import { fail, indexOfClosing, PathSyntaxError, type Scanner, skipBlanks } from './text-scanner.ts';
import { isDefinitePath, type Parameter, type ParsedPath, type ParseNested, type Token } from './token.ts';

const maxLength = 10_000;
const maxTokens = 250;
const maxNesting = 16;

/** Parses the text of a JSONPath by the grammar of Jayway JsonPath 2.9, its leniencies included. */
export function parsePath(text: string): Result<ParsedPath> {
  try {
    return ok(parse(text, 0));
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    return failed('States.Runtime', error.message);
  }
}

/** Paths nest in filters and parameters; `nesting` says how deep this one stands. Throws PathSyntaxError. */
function parse(text: string, nesting: number): ParsedPath {
  if (text.length > maxLength) fail(`A path must not have more than ${maxLength} characters`);
  if (nesting > maxNesting) fail(`Paths must not nest deeper than ${maxNesting} levels`);
  const trimmed = text.replace(/^ +| +$/g, '');
  if (trimmed === '') fail('A path must not be empty');
  const rooted = trimmed.startsWith('$') || trimmed.startsWith('@') ? trimmed : `$.${trimmed}`;
  if (rooted.endsWith('.')) fail("Path must not end with a '.' or '..'");
  const start = rooted.startsWith('@') ? '@' : '$';
  const scanner: Scanner = { text: rooted, position: 1 };
  if (rooted.length > 1 && rooted[1] !== '.' && rooted[1] !== '[') {
    fail("Illegal character at position 1 expected '.' or '['");
  }
  return scanFunctionFirst({ start, tokens: parseTokens(scanner, (source) => parse(source, nesting + 1)) });
}

function parseTokens(scanner: Scanner, nested: ParseNested): Token[] {
  const tokens: Token[] = [];
  const { text } = scanner;
  while (tokens.length === 0 ? scanner.position < text.length : scanner.position < text.length - 1) {
    if (tokens.length > maxTokens) fail(`A path must not have more than ${maxTokens} steps`);
    if (text[scanner.position] === '.') {
      if (parseDots(scanner)) tokens.push({ type: 'scan' });
    }
    tokens.push(parseToken(scanner, nested));
  }
  return tokens;
}

/** Steps over `.` or `..`; true for the latter. */
function parseDots(scanner: Scanner): boolean {
  const isScan = scanner.text[scanner.position + 1] === '.';
  scanner.position += isScan ? 2 : 1;
  if (scanner.text[scanner.position] === '.') fail(`Character '.' on position ${scanner.position} is not valid.`);
  if (scanner.position >= scanner.text.length) fail("Path must not end with a '.");
  return isScan;
}

function parseToken(scanner: Scanner, nested: ParseNested): Token {
  const { text, position } = scanner;
  if (text[position] === '[') return parseBracket(scanner, nested);
  if (text[position] === '*') {
    scanner.position++;
    return { type: 'wildcard' };
  }
  return parseNameOrFunction(scanner, nested);
}

function parseBracket(scanner: Scanner, nested: ParseNested): Token {
  const { text, position } = scanner;
  const inside = skipBlanks(text, position + 1);
  const first = text[inside] ?? '';
  const token =
    first === "'" || first === '"'
      ? parseBracketNames(scanner, first)
      : /[0-9:-]/.test(first)
        ? parseIndexesOrSlice(scanner)
        : first === '*'
          ? parseBracketWildcard(scanner, inside)
          : first === '?'
            ? parseBracketFilter(scanner, inside, nested)
            : undefined;
  return token ?? fail(`Could not parse token starting at position ${position}. Expected ?, ', 0-9, * `);
}

function parseBracketWildcard(scanner: Scanner, star: number): Token {
  const close = skipBlanks(scanner.text, star + 1);
  if (scanner.text[close] !== ']') fail(`Expected wildcard token to end with ']' on position ${star + 1}`);
  scanner.position = close + 1;
  return { type: 'wildcard' };
}

function parseBracketFilter(scanner: Scanner, mark: number, nested: ParseNested): Token | undefined {
  const { text } = scanner;
  const open = skipBlanks(text, mark + 1);
  if (text[open] !== '(') return undefined;
  const close = indexOfClosing(text, open, '(', ')', true);
  if (close === -1) return undefined;
  const end = skipBlanks(text, close + 1);
  if (text[end] !== ']') return undefined;
  scanner.position = end + 1;
  return { type: 'filter', filter: parseFilter(text.slice(open, close + 1), nested) };
}

function parseNameOrFunction(scanner: Scanner, nested: ParseNested): Token {
  const { text, position: start } = scanner;
  let end = start;
  while (end < text.length && text[end] !== '.' && text[end] !== '[' && text[end] !== '(') {
    if (text[end] === ' ') {
      fail(`Use bracket notion ['my prop'] if your property contains blank characters. position: ${start}`);
    }
    end++;
  }
  const name = text.slice(start, end);
  scanner.position = end;
  if (text[end] !== '(') return { type: 'names', names: [name], quote: "'" };
  scanner.position = end + 1;
  // Behind a function without arguments Jayway goes on at its parenthesis and takes that for the name of a member.
  const parameters = text[end + 1] === ')' ? [] : parseParameters(scanner, name, nested);
  return { type: 'function', name, parameters: countsItems(name) ? parameters.map(lengthArgument) : parameters };
}

function countsItems(name: string): boolean {
  return name === 'length' || name === 'size';
}

/** Jayway takes what lies within the own argument of `length`, and of a definite path still one value only: the last. */
function lengthArgument(parameter: Parameter): Parameter {
  if (!('path' in parameter)) return parameter;
  const { path } = parameter;
  return { path: { ...path, tokens: [...path.tokens, { type: 'wildcard' }] }, takesLast: isDefinitePath(path) };
}

/** A function after a deep scan is applied once, to the list of all that the scan found: `$..a.f()` is `$.f($..a)`. */
function scanFunctionFirst(path: ParsedPath): ParsedPath {
  const { tokens } = path;
  const at = tokens.findIndex((token) => token.type === 'function');
  const call = tokens[at];
  if (call?.type !== 'function' || tokens.at(-1)?.type !== 'function' || tokens[0]?.type !== 'scan') return path;
  const scan: Parameter = { path: { ...path, tokens: tokens.slice(0, at) } };
  if (at === 1 && !countsItems(call.name)) fail(`The deep scan before ${call.name}() scans for nothing`);
  const parameters = [countsItems(call.name) ? lengthArgument(scan) : scan];
  return { ...path, tokens: [{ ...call, parameters }, ...tokens.slice(at + 1)], hasLostScan: true };
}
