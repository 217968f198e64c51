import { isObject, type Json } from '../../json.ts';
import { isJsonataExpression } from '../../jsonata/text.ts';
import type { Location } from '../location.ts';
import type { Site } from '../report.ts';

const PATH = /^\$\$?(?:\.\.?[\p{L}_*'[]|\[)/u;
const INTRINSIC = /^States\.[A-Z][A-Za-z0-9]*\(/;
const VARIABLE_STATES = /^\$states\./;

/** Whether a text is written as a JSONPath, into the input or the context object. */
function looksLikePath(text: string): boolean {
  return text.startsWith('$') && PATH.test(text);
}

/** Whether a text is written as something that a field ending in `.$` would evaluate. */
function looksDynamic(text: string): boolean {
  return looksLikePath(text) || INTRINSIC.test(text);
}

/** Warns of a text in a payload template that is taken as it is, though it is written as an expression. */
export function warnOfPlainText(text: string, at: Location, site: Site): void {
  if (looksDynamic(text)) {
    const remedy = typeof at.key === 'number' ? 'build the list with States.Array' : `name the field "${at.key}.$"`;
    const message = `The text ${JSON.stringify(text)} is taken as it is; ${remedy} to evaluate it.`;
    const aws = { code: 'NO_DOLLAR', message: 'No .$ on a field that appears to be a JSONPath or Intrinsic Function.' };
    site.report.warning('NOT_EVALUATED', at, message, aws);
  } else if (isJsonataExpression(text)) {
    const message = `"${at.key}" is a JSONata expression in a state whose query language is JSONPath, which takes it as text; set QueryLanguage.`;
    site.report.warning('NOT_EVALUATED', at, message);
  }
}

/** Warns of a text in a JSONata state that is written as an expression and lacks the marks of one. */
export function warnOfUnmarkedText(text: string, at: Location, site: Site): void {
  const isUnmarked = VARIABLE_STATES.test(text);
  const isHalfMarked = text.trimStart().startsWith('{%') && !isJsonataExpression(text);
  if (!isUnmarked && !isHalfMarked) return;
  const message = `"${at.key}" is taken as text; an expression starts with {% and ends with %}, without anything around them.`;
  site.report.warning('NOT_EVALUATED', at, message);
}

/** Warns of a path where the field beside it, whose name ends in Path, was meant. */
export function warnOfPathAsValue(text: Json, at: Location, site: Site): void {
  if (typeof text !== 'string' || site.language !== 'JSONPath' || !looksLikePath(text)) return;
  const message = `"${at.key}" is the text ${JSON.stringify(text)} itself; use "${at.key}Path" to read the value there.`;
  const aws = { code: 'NO_PATH', message: "Field value looks like a path, but field name does not end with 'Path'." };
  site.report.warning('NOT_EVALUATED', at, message, aws);
}

/** Warns of a Pass state's Result that holds what only Parameters evaluates. ASL: Pass State. */
export function warnOfStaticResult(result: Json, at: Location, site: Site): void {
  if (!holdsExpression(result)) return;
  const message = '"Result" is taken as it is; use "Parameters" for values that are to be evaluated.';
  const aws = { code: 'PASS_RESULT_IS_STATIC', message: 'Attempt to use a path in the result of a pass state.' };
  site.report.warning('NOT_EVALUATED', at, message, aws);
}

function holdsExpression(value: Json): boolean {
  if (typeof value === 'string') return looksDynamic(value);
  if (Array.isArray(value)) return value.some((item) => holdsExpression(item as Json));
  return isObject(value) && Object.entries(value).some(([name, item]) => name.endsWith('.$') || holdsExpression(item));
}
