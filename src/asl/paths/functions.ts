import { isObject, type Json } from '../json.ts';

/** A path function: the value it is applied to and its arguments give a value, or undefined where the function fails. */
export type PathFunction = (value: Json, parameters: readonly Json[]) => Json | undefined;

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
  index: (value, [index]) => (typeof index === 'number' ? itemAt(value, Math.trunc(index)) : undefined),
};

/** Numbers come from the value, if it is a list, and from the arguments; what is no number does not count. */
function numeric(aggregate: (numbers: readonly number[]) => number): PathFunction {
  return (value, parameters) => {
    const candidates = [...(Array.isArray(value) ? value : []), ...parameters.flat(1)];
    const numbers = candidates.filter((item) => typeof item === 'number');
    if (numbers.length === 0 || numbers.length > 100_000) return undefined;
    const result = aggregate(numbers);
    return Number.isFinite(result) ? result : undefined;
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
  return [...own, ...added.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item)))].join('');
}

function itemAt(value: Json, index: number): Json | undefined {
  return Array.isArray(value) ? value.at(index) : undefined;
}
