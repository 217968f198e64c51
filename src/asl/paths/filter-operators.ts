import { isObject, type Json } from '../json.ts';
import { containsValue, equalValues, type FilterValue, isPattern } from './filter-value.ts';

/** Undefined: the comparison makes no sense, which rejects the item whatever else holds. A text: why the whole path fails. */
type Verdict = boolean | undefined | string;

/** Compares two values as Jayway does. */
export type FilterOperator = (left: FilterValue, right: FilterValue) => Verdict;

/** The operator that Jayway writes so, whatever the case of its letters. */
export function filterOperator(sign: string): FilterOperator | undefined {
  const name = sign.toLowerCase();
  return Object.hasOwn(operators, name) ? operators[name] : undefined;
}

const operators: Readonly<Record<string, FilterOperator>> = {
  '==': equalValues,
  '!=': (left, right) => !equalValues(left, right),
  '===': (left, right) => kind(left) === kind(right) && equalValues(left, right),
  '!==': (left, right) => kind(left) !== kind(right) || !equalValues(left, right),
  '<': (left, right) => compare(left, right, (order) => order < 0),
  '<=': (left, right) => compare(left, right, (order) => order <= 0),
  '>': (left, right) => compare(left, right, (order) => order > 0),
  '>=': (left, right) => compare(left, right, (order) => order >= 0),
  '=~': matches,
  in: isIn,
  nin: (left, right) => negate(isIn(left, right)),
  contains,
  subsetof: (left, right) => listsOf(left, right, (items, all) => items.every((item) => containsValue(all, item))),
  anyof: (left, right) => listsOf(left, right, haveCommonItem),
  noneof: (left, right) => listsOf(left, right, (items, others) => !haveCommonItem(items, others)),
  size: (left, right) => typeof right === 'number' && sizeOf(left) === Math.trunc(right),
  empty: isEmpty,
  exists: existsAs,
  // What these three compare with (a list made in Java, a class, a predicate) cannot be written in a path.
  all: () => undefined,
  type: () => undefined,
  matches: () => undefined,
};

function kind(value: FilterValue): string {
  return value === null ? 'null' : typeof value;
}

function negate(verdict: Verdict): Verdict {
  return typeof verdict === 'boolean' ? !verdict : verdict;
}

/** Jayway makes comparable items of a list first, and knows none of lists and objects. */
const incomparable = 'Could not determine value type';

function hasContainers(list: readonly Json[]): boolean {
  return list.some((item) => typeof item === 'object' && item !== null);
}

/** Numbers are ordered among numbers and strings among strings; all else is neither less nor greater. */
function compare(left: FilterValue, right: FilterValue, accepts: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return accepts(left - right);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return accepts(left < right ? -1 : left > right ? 1 : 0);
}

function isIn(left: FilterValue, right: FilterValue): Verdict {
  if (Array.isArray(right)) return hasContainers(right) ? incomparable : containsValue(right, left);
  return isContainer(right) ? false : undefined;
}

function contains(left: FilterValue, right: FilterValue): Verdict {
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
  return Array.isArray(left) && (hasContainers(left) ? incomparable : containsValue(left, right));
}

type Lists = (left: readonly Json[], right: readonly Json[]) => boolean;

function listsOf(left: FilterValue, right: FilterValue, test: Lists): Verdict {
  if (!Array.isArray(right)) return isContainer(right) ? false : undefined;
  if (hasContainers(right)) return incomparable;
  if (!Array.isArray(left)) return isContainer(left) ? false : undefined;
  return hasContainers(left) ? incomparable : test(left, right);
}

function haveCommonItem(left: readonly Json[], right: readonly Json[]): boolean {
  return left.some((item) => right.some((other) => equalValues(item, other)));
}

function isContainer(value: FilterValue): value is readonly Json[] | { readonly [key: string]: Json } {
  return Array.isArray(value) || (isObject(value) && !isPattern(value));
}

function sizeOf(value: FilterValue): number | undefined {
  return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
}

const noCollection =
  "class java.util.LinkedHashMap cannot be cast to class java.util.Collection (java.util.LinkedHashMap and java.util.Collection are in module java.base of loader 'bootstrap')";

function isEmpty(left: FilterValue, right: FilterValue): Verdict {
  if (isObject(left) && !isPattern(left)) return noCollection;
  const size = sizeOf(left);
  if (size === undefined) return false;
  return typeof right === 'boolean' ? (size === 0) === right : undefined;
}

function existsAs(left: FilterValue, right: FilterValue): Verdict {
  if (typeof left !== 'boolean' && typeof right !== 'boolean') return 'Failed to evaluate exists expression';
  return typeof left === 'boolean' && typeof right === 'boolean' ? left === right : undefined;
}

/** A pattern must match the whole text; for a list it is enough that one item matches. */
function matches(left: FilterValue, right: FilterValue): Verdict {
  if (isPattern(left) === isPattern(right)) return false;
  const [pattern, value] = isPattern(left) ? [left, right] : [right, left];
  if (!isPattern(pattern)) return false;
  if (Array.isArray(value) && hasContainers(value)) return incomparable;
  const texts = Array.isArray(value) ? value.map(patternInput) : [patternInput(value)];
  return texts.some((text) => pattern.matcher(text).matches());
}

function patternInput(value: FilterValue): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
