import { isObject, type Json } from '../json.ts';
import { containsValue, equalValues, type FilterValue, isPattern } from './filter-value.ts';

/** Compares two values. `undefined` means that the comparison makes no sense, which rejects the item whatever else holds. */
export type FilterOperator = (left: FilterValue, right: FilterValue) => boolean | undefined;

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
  all: (left, right) => listsOf(right, left, (wanted, items) => wanted.every((item) => containsValue(items, item))),
  subsetof: (left, right) => listsOf(left, right, (items, all) => items.every((item) => containsValue(all, item))),
  anyof: (left, right) => listsOf(left, right, haveCommonItem),
  noneof: (left, right) => listsOf(left, right, (items, others) => !haveCommonItem(items, others)),
  size: (left, right) => typeof right === 'number' && sizeOf(left) === Math.trunc(right),
  empty: isEmpty,
};

function kind(value: FilterValue): string {
  return value === null ? 'null' : typeof value;
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** Numbers and strings are ordered, a number among strings as its text; all else is neither less nor greater. */
function compare(left: FilterValue, right: FilterValue, accepts: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return accepts(left - right);
  if (
    (typeof left !== 'number' && typeof left !== 'string') ||
    (typeof right !== 'number' && typeof right !== 'string')
  ) {
    return false;
  }
  const [first, second] = [String(left), String(right)];
  return accepts(first < second ? -1 : first > second ? 1 : 0);
}

function isIn(left: FilterValue, right: FilterValue): boolean | undefined {
  if (Array.isArray(right)) return containsValue(right, left);
  return isContainer(right) ? false : undefined;
}

function contains(left: FilterValue, right: FilterValue): boolean {
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
  return Array.isArray(left) && containsValue(left, right);
}

type Lists = (left: readonly Json[], right: readonly Json[]) => boolean;

function listsOf(left: FilterValue, right: FilterValue, test: Lists): boolean | undefined {
  if (!isContainer(left) || !isContainer(right)) return undefined;
  return Array.isArray(left) && Array.isArray(right) && test(left, right);
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

function isEmpty(left: FilterValue, right: FilterValue): boolean | undefined {
  const size = isObject(left) && !isPattern(left) ? Object.keys(left).length : sizeOf(left);
  if (size === undefined) return false;
  return typeof right === 'boolean' ? (size === 0) === right : undefined;
}

/** A pattern must match the whole text; for a list it is enough that one item matches. */
function matches(left: FilterValue, right: FilterValue): boolean {
  if (isPattern(left) === isPattern(right)) return false;
  const [pattern, value] = isPattern(left) ? [left, right] : [right, left];
  if (!isPattern(pattern)) return false;
  const texts = Array.isArray(value) ? value.map(patternInput) : [patternInput(value)];
  return texts.some((text) => pattern.matcher(text).matches());
}

function patternInput(value: FilterValue): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
