import { type FilterOperator, filterOperator } from './filter-operators.ts';
import { parseOperand } from './parse-operand.ts';
import { fail, PathSyntaxError, type Scanner, skipBlanks } from './text-scanner.ts';
import type { Filter, Operand, ParseNested } from './token.ts';

const maxDepth = 64;

/** Parses the text of a filter, its outer parentheses included. */
export function parseFilter(text: string, nested: ParseNested): Filter {
  const scanner: Scanner = { text, position: 0 };
  const filter = parseOr(scanner, nested, 0);
  scanner.position = skipBlanks(text, scanner.position);
  if (scanner.position < text.length) {
    fail(`Expected end of filter expression instead of: ${text.slice(scanner.position)}`);
  }
  return filter;
}

function parseOr(scanner: Scanner, nested: ParseNested, depth: number): Filter {
  const operands = [parseAnd(scanner, nested, depth)];
  while (accept(scanner, '||')) operands.push(parseAnd(scanner, nested, depth));
  return operands.length === 1 && operands[0] ? operands[0] : { type: 'or', operands };
}

function parseAnd(scanner: Scanner, nested: ParseNested, depth: number): Filter {
  const operands = [parseTerm(scanner, nested, depth)];
  while (accept(scanner, '&&')) operands.push(parseTerm(scanner, nested, depth));
  return operands.length === 1 && operands[0] ? operands[0] : { type: 'and', operands };
}

function parseTerm(scanner: Scanner, nested: ParseNested, depth: number): Filter {
  if (depth > maxDepth) fail(`A filter must not nest deeper than ${maxDepth} levels`);
  const start = scanner.position;
  if (accept(scanner, '!')) {
    const next = scanner.text[skipBlanks(scanner.text, scanner.position)];
    if (next !== '$' && next !== '@') return { type: 'not', operand: parseTerm(scanner, nested, depth + 1) };
    scanner.position = start;
  }
  if (accept(scanner, '(')) {
    const filter = parseOr(scanner, nested, depth + 1);
    if (!accept(scanner, ')')) fail('Expected character: )');
    return filter;
  }
  return parseExpression(scanner, nested);
}

/** A path without a comparison after it asks whether the path exists. */
function parseExpression(scanner: Scanner, nested: ParseNested): Filter {
  const left = parseOperand(scanner, nested);
  const start = scanner.position;
  const comparison = tryComparison(scanner, left, nested);
  if (comparison !== undefined) return comparison;
  scanner.position = start;
  if (left.type !== 'path') return fail('Expected path node');
  return { type: 'exists', path: left.path, shouldExist: left.shouldExist };
}

function tryComparison(scanner: Scanner, left: Operand, nested: ParseNested): Filter | undefined {
  try {
    const operator = parseOperator(scanner);
    if (operator === undefined) return undefined;
    return { type: 'compare', left, operator, right: parseOperand(scanner, nested) };
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    return undefined;
  }
}

function parseOperator(scanner: Scanner): FilterOperator | undefined {
  const { text } = scanner;
  const start = skipBlanks(text, scanner.position);
  const isSign = /[<>=~!]/.test(text[start] ?? '');
  let end = start;
  while (end < text.length && (isSign ? /[<>=~!]/.test(text[end] ?? '') : text[end] !== ' ')) end++;
  scanner.position = end;
  return filterOperator(text.slice(start, end));
}

function accept(scanner: Scanner, sign: string): boolean {
  const at = skipBlanks(scanner.text, scanner.position);
  const isNext = scanner.text.startsWith(sign, at);
  if (isNext) scanner.position = at + sign.length;
  return isNext;
}
