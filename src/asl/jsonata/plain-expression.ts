import type { Node } from './ast.ts';

/**
 * The syntax tree of an expression that keeps to the plain part of the language: literals, paths from a variable, calls,
 * operators, conditions, brackets. Undefined for all others, whether or not they are expressions: the library's parser
 * decides, which takes some fifty times as long. Where there is a tree, it is the library's, apart from positions.
 */
export function parsePlain(text: string): Node | undefined {
  if (text.length > LONGEST) return undefined;
  const scanner: Scanner = { text, at: 0, tokens: 0 };
  const tree = parseExpression(scanner, 0);
  return Number.isNaN(nextCode(scanner)) ? tree : undefined;
}

interface Scanner {
  readonly text: string;
  at: number;
  tokens: number;
}

/** Longer expressions may nest too deeply; whoever writes one can wait for the library. */
const MOST_TOKENS = 60;
const LONGEST = 2_000;

const WORD = /[A-Za-z_]\w*/y;
const NUMBER = /(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?(?![\w.])/y;
const STRING = /'([^'\\]*)'|"([^"\\]*)"/y;
const OPERATOR = /[=+*/&-]|!=|<=|<(?!=)|>=|>(?!=)|(?:and|or|in)(?=[\s([{])/y;
const POWERS: Readonly<Record<string, number>> = { or: 25, and: 30, '+': 50, '-': 50, '&': 50, '*': 60, '/': 60 };
const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

function parseExpression(scanner: Scanner, power: number): Node | undefined {
  let left = parseOperand(scanner);
  while (left !== undefined) {
    const start = scanner.at;
    const operator = take(scanner, OPERATOR);
    if (operator === undefined) return power === 0 ? parseCondition(scanner, left) : left;
    const own = POWERS[operator] ?? 40;
    if (own <= power) {
      scanner.at = start;
      return left;
    }
    const right = parseExpression(scanner, own);
    left = right && { type: 'binary', value: operator, lhs: left, rhs: right };
  }
  return undefined;
}

function parseCondition(scanner: Scanner, condition: Node): Node | undefined {
  if (!accept(scanner, '?')) return condition;
  const then = parseExpression(scanner, 0);
  if (then === undefined || !accept(scanner, ':')) return undefined;
  const otherwise = parseExpression(scanner, 0);
  return otherwise && ({ type: 'condition', condition, then, else: otherwise } as Node);
}

function parseOperand(scanner: Scanner): Node | undefined {
  if (++scanner.tokens > MOST_TOKENS) return undefined;
  switch (nextCode(scanner)) {
    case 36: // $
      return parsePath(scanner);
    case 39: // '
    case 34: // "
      return parseString(scanner);
    case 40: // (
      return parseBlock(scanner);
    case 91: // [
      return parseList(scanner);
    case 123: // {
      return parseObject(scanner);
    default:
      return parseWord(scanner);
  }
}

function parseWord(scanner: Scanner): Node | undefined {
  const number = take(scanner, NUMBER);
  if (number !== undefined) return { type: 'number', value: Number(number) };
  const word = take(scanner, WORD);
  if (word === undefined || !Object.hasOwn(CONSTANTS, word)) return undefined;
  return { type: 'value', value: CONSTANTS[word] };
}

function parseString(scanner: Scanner): Node | undefined {
  const quoted = take(scanner, STRING);
  return quoted === undefined ? undefined : { type: 'string', value: quoted.slice(1, -1) };
}

function parseBlock(scanner: Scanner): Node | undefined {
  scanner.at++;
  const expression = parseExpression(scanner, 0);
  return expression && accept(scanner, ')') ? { type: 'block', expressions: [expression] } : undefined;
}

function parseList(scanner: Scanner): Node | undefined {
  scanner.at++;
  const expressions = parseItems(scanner, ']', (inner) => parseExpression(inner, 0));
  return expressions && ({ type: 'unary', value: '[', expressions } as Node);
}

function parseObject(scanner: Scanner): Node | undefined {
  scanner.at++;
  const members = parseItems(scanner, '}', (inner) => {
    nextCode(inner);
    const key = parseString(inner);
    const value = key && accept(inner, ':') ? parseExpression(inner, 0) : undefined;
    return key && value && ([key, value] as const);
  });
  return members && { type: 'unary', value: '{', lhs: members };
}

/** What stands between brackets, separated by commas; the opening one is read already. */
function parseItems<T>(scanner: Scanner, end: string, parse: (scanner: Scanner) => T | undefined): T[] | undefined {
  const items: T[] = [];
  if (accept(scanner, end)) return items;
  for (;;) {
    const item = parse(scanner);
    if (item === undefined) return undefined;
    items.push(item);
    if (accept(scanner, end)) return items;
    if (!accept(scanner, ',')) return undefined;
  }
}

/** `$variable.name.name` or `$function(…).name.name`. */
function parsePath(scanner: Scanner): Node | undefined {
  scanner.at++;
  const variable = match(scanner, WORD);
  if (variable === undefined) return undefined;
  const root = parseCall(scanner, { type: 'variable', value: variable });
  const steps = root && [root];
  while (steps !== undefined && scanner.text.charCodeAt(scanner.at) === 46) {
    scanner.at++;
    const name = match(scanner, WORD);
    if (name === undefined || KEYWORDS.has(name)) return undefined;
    steps.push({ type: 'name', value: name });
  }
  return steps === undefined || steps.length === 1 ? root : { type: 'path', steps };
}

const KEYWORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

function parseCall(scanner: Scanner, procedure: Node): Node | undefined {
  if (scanner.text.charCodeAt(scanner.at) !== 40) return procedure;
  scanner.at++;
  const parameters = parseItems(scanner, ')', (inner) => parseExpression(inner, 0));
  return parameters && { type: 'function', value: '(', procedure, arguments: parameters };
}

/** The code of the next character that is no space; NaN at the end. */
function nextCode(scanner: Scanner): number {
  for (;;) {
    const code = scanner.text.charCodeAt(scanner.at);
    if (code !== 32 && code !== 10 && code !== 9 && code !== 13) return code;
    scanner.at++;
  }
}

function accept(scanner: Scanner, character: string): boolean {
  const isNext = nextCode(scanner) === character.charCodeAt(0);
  if (isNext) scanner.at++;
  return isNext;
}

function take(scanner: Scanner, pattern: RegExp): string | undefined {
  nextCode(scanner);
  return match(scanner, pattern);
}

function match(scanner: Scanner, pattern: RegExp): string | undefined {
  pattern.lastIndex = scanner.at;
  const found = pattern.exec(scanner.text)?.[0];
  if (found !== undefined) scanner.at += found.length;
  return found;
}
