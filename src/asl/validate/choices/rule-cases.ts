import { isObject, type Json, type JsonObject, member } from '../../json.ts';
import { parseInstant } from '../../timestamp.ts';
import { ALWAYS, both, type Cases, caseOf, either, NEVER } from './cases.ts';
import { type Comparison, opposite } from './interval.ts';
import * as sets from './value-set.ts';

/** In which cases a JSONPath rule is true (`holds`) or false; where it fails it is neither. ASL: Choice State. */
export function casesOfRule(rule: Json, holds: boolean): Cases {
  if (!isObject(rule)) return ALWAYS;
  const negated = member(rule, 'Not');
  if (negated !== undefined) return casesOfRule(negated, !holds);
  const all = member(rule, 'And');
  if (Array.isArray(all)) return casesOfList(all, holds, holds);
  const any = member(rule, 'Or');
  if (Array.isArray(any)) return casesOfList(any, holds, !holds);
  return casesOfComparison(rule, holds);
}

function casesOfList(rules: readonly Json[], holds: boolean, isAnd: boolean): Cases {
  const cases = rules.map((rule) => casesOfRule(rule, holds));
  return isAnd ? cases.reduce(both, ALWAYS) : cases.reduce(either, NEVER);
}

function casesOfComparison(rule: JsonObject, holds: boolean): Cases {
  const place = member(rule, 'Variable');
  if (typeof place !== 'string') return ALWAYS;
  const values = Object.keys(rule).map((operator) => valuesOf(operator, member(rule, operator) ?? null, holds));
  const known = values.find((set) => set !== undefined);
  return known === undefined ? ALWAYS : caseOf(place.trim(), known);
}

const TESTS: Readonly<Record<string, sets.ValueSet>> = {
  IsNull: sets.NULL,
  IsBoolean: sets.BOOLEAN,
  IsNumeric: sets.NUMBER,
  IsString: sets.TEXT,
};
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  Equals: '=',
  LessThan: '<',
  LessThanEquals: '<=',
  GreaterThan: '>',
  GreaterThanEquals: '>=',
};
const COMPARISON = /^(String|Numeric|Boolean|Timestamp)(Equals|(?:Less|Greater)Than(?:Equals)?)(Path)?$/;

/** For which values of the variable an operator is true or false; undefined for fields that are no operator. */
function valuesOf(operator: string, operand: Json, holds: boolean): sets.ValueSet | undefined {
  if (operator === 'IsPresent') return operand === holds ? sets.PRESENT : sets.ABSENT;
  if (operator === 'IsTimestamp') return operand === holds ? sets.TEXT : sets.PRESENT;
  if (operator === 'StringMatches') return matched(operand, holds);
  const type = Object.hasOwn(TESTS, operator) ? TESTS[operator] : undefined;
  if (type !== undefined) return operand === holds ? type : sets.without(sets.PRESENT, type);
  const [, kind, name = '', path] = COMPARISON.exec(operator) ?? [];
  const comparison = COMPARISONS[name];
  if (kind === undefined || comparison === undefined) return undefined;
  if (path !== undefined || !isConstant(operand)) return holds ? typeNamed(kind) : sets.PRESENT;
  if (kind === 'Timestamp') return timed(comparison, operand, holds);
  return compared(comparison, operand, holds);
}

function isConstant(operand: Json): operand is string | number | boolean {
  return typeof operand === 'string' || typeof operand === 'number' || typeof operand === 'boolean';
}

function typeNamed(kind: string): sets.ValueSet {
  if (kind === 'Numeric') return sets.NUMBER;
  return kind === 'Boolean' ? sets.BOOLEAN : sets.TEXT;
}

/** A comparison is false for values of another type. */
function compared(comparison: Comparison, constant: string | number | boolean, holds: boolean): sets.ValueSet {
  if (holds) return sets.comparedWith(comparison, constant);
  return sets.withPart(sets.PRESENT, sets.typeOf(constant), sets.comparedWith(opposite(comparison), constant));
}

function timed(comparison: Comparison, constant: string | number | boolean, holds: boolean): sets.ValueSet {
  const instant = typeof constant === 'string' ? parseInstant(constant) : undefined;
  // Whole seconds are exact as numbers; a finer instant is only known to be a text.
  if (!holds || instant === undefined || instant.nanos !== 0) return holds ? sets.TEXT : sets.PRESENT;
  return sets.timedAgainst(comparison, instant.seconds);
}

/** A pattern without wildcards asks for one text. */
function matched(pattern: Json, holds: boolean): sets.ValueSet {
  if (typeof pattern === 'string' && !/[*\\]/.test(pattern)) return compared('=', pattern, holds);
  return holds ? sets.TEXT : sets.PRESENT;
}
