import type { Json } from '../json.ts';
import { type Failed, failed } from '../result.ts';
import { expressionIn } from './text.ts';

const longestCause = 32_768;
const longestQuotation = 10_000;

/** An expression as causes quote it: whole, unless it would leave no room for what went wrong. */
function quoted(text: string): string {
  return text.length > longestQuotation ? `${text.slice(0, longestQuotation)}…` : text;
}

function evaluationFailed(text: string, field: string, outcome: string): Failed {
  const cause = `The JSONata expression '${quoted(text)}' specified for the field '${field}' ${outcome}`;
  return failed('States.QueryEvaluationError', cause.slice(0, longestCause));
}

/** The text cannot be compiled; `message` is the parser's or a limit's. */
export function invalidExpression(text: string, message: string): Failed {
  return failed(
    'States.QueryEvaluationError',
    `The JSONata expression '${quoted(text)}' is not valid. ${message}`.slice(0, longestCause),
  );
}

/** The expression ended with an error: a function's, the evaluator's or a limit's. */
export function threwError(text: string, field: string, message: string): Failed {
  return evaluationFailed(text, field, `threw an error during evaluation. ${message}`);
}

/** The expression gave undefined, which is no JSON value. */
export function returnedNothing(text: string, field: string): Failed {
  return evaluationFailed(text, field, 'returned nothing (undefined).');
}

/** The expression gave something that is not JSON: a function, or a number without a finite value. */
export function unsupportedResult(text: string, field: string): Failed {
  return evaluationFailed(text, field, 'returned an unsupported result type.');
}

/**
 * The failure of a field whose expression gave a value of another type than the field takes.
 * `text` is the field's text with or without `{% %}`; `expected` is AWS's word for the type.
 */
export function unexpectedResultType(text: string, field: string, expected: string, value: Json): Failed {
  const found = `Expected '${expected}', but was '${jsonType(value)}' for value: ${JSON.stringify(value)}`;
  return evaluationFailed(expressionIn(text), field, `returned an unexpected result type. ${found}`);
}

/** The name AWS gives to the type of a value: array, object, string, number, boolean or null. */
function jsonType(value: Json): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'array' : typeof value;
}
