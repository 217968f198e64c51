import { javaText } from '../java-text.ts';
import { isObject, type Json } from '../json.ts';

/** Why a path function fails, in Jayway's words. An index out of bounds only ends the item of a list that it arose in. */
export class Fault {
  readonly problem: string;
  readonly isOutOfBounds: boolean;
  constructor(problem: string, isOutOfBounds = false) {
    this.problem = problem;
    this.isOutOfBounds = isOutOfBounds;
  }
}

/** A path function: the value it is applied to and its arguments give a value. */
export type PathFunction = (value: Json, parameters: readonly Json[]) => Json | Fault;

/** A function at the end of a path, such as `length()`; undefined where there is none of this name. */
export function pathFunction(name: string): PathFunction | undefined {
  return Object.hasOwn(functions, name) ? functions[name] : undefined;
}

const functions: Readonly<Record<string, PathFunction>> = {
  min: numeric((numbers) => Math.min(...numbers)),
  max: numeric((numbers) => Math.max(...numbers)),
  avg: numeric((numbers) => sum(numbers) / numbers.length),
  sum: numeric(sum),
  stddev: numeric(standardDeviation),
  length,
  size: length,
  keys: (value) => (isObject(value) ? Object.keys(value) : null),
  concat,
  append: (value, parameters) => (Array.isArray(value) ? [...value, ...parameters] : value),
  first: (value) => itemAt(value, 0),
  last: (value) => itemAt(value, -1),
  index: (value, parameters) =>
    itemAt(
      value,
      parameters.flat(1).find((item) => typeof item === 'number'),
    ),
};

const emptyArray = new Fault('Aggregation function attempted to calculate value using empty array');

/** Numbers come from the value, if it is a list, and from the arguments; what is no number does not count. */
function numeric(aggregate: (numbers: readonly number[]) => number): PathFunction {
  return (value, parameters) => {
    const candidates = [...(Array.isArray(value) ? value : []), ...parameters.flat(1)];
    const numbers = candidates.filter((item) => typeof item === 'number');
    if (numbers.length === 0 || numbers.length > 100_000) return emptyArray;
    const result = aggregate(numbers);
    return Number.isFinite(result) ? result : emptyArray;
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function standardDeviation(numbers: readonly number[]): number {
  const squares = sum(numbers.map((number) => number * number));
  const mean = sum(numbers) / numbers.length;
  return Math.sqrt(Math.max(0, squares / numbers.length - mean * mean));
}

/** Of the first argument, if that is a list; else of the value. What has no length has the length null. */
function length(value: Json, [parameter]: readonly Json[]): Json {
  if (Array.isArray(parameter)) return parameter.length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : null;
}

function concat(value: Json, parameters: readonly Json[]): Json {
  const own = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  const added = parameters.flat(1).filter((item) => item !== null);
  return [...own, ...added.map(javaText)].join('');
}

/** Counted from the end, the first item is out of Jayway's reach. */
function itemAt(value: Json, position: number | undefined): Json | Fault {
  if (!Array.isArray(value)) return emptyArray;
  if (position === undefined) return noItem(0, 0);
  const index = Math.trunc(position);
  if (index < 0 && index + value.length <= 0) {
    return new Fault(`Target index:${index} larger than object count:${value.length}`);
  }
  return value.at(index) ?? noItem(index, value.length);
}

function noItem(index: number, count: number): Fault {
  return new Fault(`Index ${index} out of bounds for length ${count}`, true);
}
