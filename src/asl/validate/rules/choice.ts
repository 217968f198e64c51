import { isObject, type Json, type JsonObject, member } from '../../json.ts';
import { type Check, decimal, flag, listOf, text, wrongType } from '../checks.ts';
import { jsonata, path, template } from '../expressions.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';
import { jsonataOnly, jsonPathOnly, objectOf, type Shape, shape } from '../shape.ts';
import { checkTimestamp } from './timestamp.ts';

const COMPARED: readonly (readonly [string, Check, readonly string[]])[] = [
  ['String', text, ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']],
  ['Numeric', decimal(), ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']],
  ['Timestamp', checkTimestamp, ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']],
  ['Boolean', flag, ['Equals']],
];
const ONE_OF = 'There should only be one of the following fields';
const MAX_DEPTH = 100;
const TESTS = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'];

/** Every comparison operator with the check of its operand. ASL: Choice State, Data-test expression. */
const OPERATORS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...COMPARED.flatMap(([type, check, names]) =>
    names.flatMap((name): [string, Check][] => [
      [`${type}${name}`, check],
      [`${type}${name}Path`, path],
    ]),
  ),
  ['StringMatches', text],
  ...TESTS.map((name): [string, Check] => [name, flag]),
]);

const condition: Check = (value, at, site) => {
  if (typeof value !== 'boolean') jsonata(value, at, site);
};
const nested: Check = (value, at, site) => checkDataTest(value, NESTED_RULE, at, site);
const DATA_TEST = {
  ...Object.fromEntries([...OPERATORS].map(([name, check]) => [name, jsonPathOnly(check)])),
  Variable: jsonPathOnly(path),
  And: jsonPathOnly(listOf(nested)),
  Or: jsonPathOnly(listOf(nested)),
  Not: jsonPathOnly(nested),
  Comment: text,
};
const assign: Check = (value, at, site) => {
  if (!isObject(value)) wrongType(at, site, 'Object', 'an object');
};
const NESTED_RULE = shape(DATA_TEST);
const RULE = shape(
  { ...DATA_TEST, Condition: jsonataOnly(condition), Next: text, Assign: assign, Output: jsonataOnly(template) },
  { required: ['Next'] },
);

/** One entry of Choices. */
export const checkChoiceRule: Check = (value, at, site) => {
  if (site.language === 'JSONPath') return checkOutermost(value, RULE, at, site);
  objectOf(RULE)(value, at, site);
  if (isObject(value) && member(value, 'Condition') === undefined) {
    const aws = { message: 'These fields are required: [Condition]' };
    site.report.error('MISSING_FIELD', at, 'Add "Condition", a JSONata expression that gives true or false.', aws);
  }
};

/** A trigger's Filter: a rule without Next in JSONPath, an expression in JSONata. BLUEPRINT.md: Top level, Triggers. */
export const checkFilter: Check = (value, at, site) => {
  if (site.language === 'JSONPath') checkOutermost(value, NESTED_RULE, at, site);
  else condition(value, at, site);
};

function checkOutermost(value: Json, expected: Shape, at: Location, site: Site): void {
  checkDataTest(value, expected, at, site);
  if (depthOf(value) <= MAX_DEPTH) return;
  const message = `Rules are nested at most ${MAX_DEPTH} levels deep; divide the rule into several.`;
  const aws = { code: 'TOO_DEEPLY_NESTED', message: 'Choice rule is too deeply nested' };
  site.report.error('TOO_DEEP', at, message, aws);
}

/** How many levels of rules there are below a rule. */
function depthOf(rule: Json): number {
  if (!isObject(rule)) return 0;
  const nested = ['And', 'Or', 'Not'].flatMap((name) => member(rule, name) ?? []) as Json[];
  return nested.length === 0 ? 0 : 1 + Math.max(...nested.map(depthOf));
}

function checkDataTest(value: Json, expected: Shape, at: Location, site: Site): void {
  objectOf(expected)(value, at, site);
  if (isObject(value)) checkOperators(value, at, site);
}

function checkOperators(rule: JsonObject, at: Location, site: Site): void {
  const comparisons = Object.keys(rule).filter((name) => OPERATORS.has(name));
  const operators = [...comparisons, ...['And', 'Or', 'Not'].filter((name) => Object.hasOwn(rule, name))];
  if (operators.length !== 1) {
    const message =
      operators.length === 0
        ? 'A rule needs one comparison operator such as StringEquals, or And, Or or Not; add it.'
        : `A rule takes one operator; keep one of ${operators.join(', ')}, or join them with And.`;
    const aws = operators.length === 0 ? 'Choice rule has no operator' : `${ONE_OF}: [${operators.join(', ')}]`;
    site.report.error('INVALID_CHOICE_RULE', at, message, { message: aws });
  }
  const hasVariable = Object.hasOwn(rule, 'Variable');
  if (comparisons.length > 0 && !hasVariable) {
    const aws = { message: 'These fields are required: [Variable]' };
    site.report.error('MISSING_FIELD', at, 'Add "Variable", the path of the value to compare.', aws);
  } else if (comparisons.length === 0 && hasVariable && operators.length > 0) {
    const message = `"Variable" does nothing beside ${operators[0]}; remove it.`;
    const aws = { message: "Field 'Variable' is not supported", at };
    site.report.error('INVALID_CHOICE_RULE', within(at, 'Variable'), message, aws);
  }
}
