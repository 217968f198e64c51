import { isObject, type Json } from '../json.ts';
import { type Location, within } from './location.ts';
import type { Site } from './report.ts';

/** Looks at one value and reports what is wrong with it. */
export type Check = (value: Json, at: Location, site: Site) => void;

/** Every value will do. */
export const anything: Check = () => {};

/** A string. */
export const text: Check = (value, at, site) => {
  if (typeof value !== 'string') wrongType(at, site, 'String', 'a string');
};

/** True or false. */
export const flag: Check = (value, at, site) => {
  if (typeof value !== 'boolean') wrongType(at, site, 'Boolean', 'true or false');
};

/** An object, whatever is in it. */
export const anyObject: Check = (value, at, site) => {
  if (!isObject(value)) wrongType(at, site, 'Object', 'an object');
};

/** A JSON Schema document; whether the schema itself is sound is checked where schemas are compiled. */
export const jsonSchema: Check = (value, at, site) => {
  if (!isObject(value) && typeof value !== 'boolean')
    wrongType(at, site, 'Object', 'a JSON Schema: an object, true or false');
};

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A whole number within the range, its ends included. */
export function integer(range: Range = {}): Check {
  return (value, at, site) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(at, site, 'Integer', 'a whole number');
    inRange(value, range, at, site, String);
  };
}

/** A number within the range, its ends included. */
export function decimal(range: Range = {}): Check {
  return (value, at, site) => {
    if (typeof value !== 'number') return wrongType(at, site, 'Number', 'a number');
    inRange(value, range, at, site, (limit) => (Number.isInteger(limit) ? `${limit}.0` : String(limit)));
  };
}

function inRange(value: number, range: Range, at: Location, site: Site, write: (limit: number) => string): void {
  if (range.min !== undefined && value < range.min) {
    const message = `"${at.key}" must be at least ${range.min}; it is ${value}.`;
    site.report.error('OUT_OF_RANGE', at, message, { message: `Minimum value is ${write(range.min)}` });
  } else if (range.max !== undefined && value > range.max) {
    const message = `"${at.key}" must be at most ${range.max}; it is ${value}.`;
    site.report.error('OUT_OF_RANGE', at, message, { message: `Maximum value is ${write(range.max)}` });
  }
}

/** One of these strings. */
export function oneOf(...values: readonly string[]): Check {
  return (value, at, site) => {
    if (typeof value === 'string' && values.includes(value)) return;
    const message = `"${at.key}" must be one of ${values.join(', ')}.`;
    const aws = `The field '${at.key}' should have one of these values: [${values.join(', ')}]`;
    site.report.error('WRONG_VALUE', at, message, { message: aws });
  };
}

/** A list that is not empty, each of its items checked. */
export function listOf(check: Check): Check {
  return (value, at, site) => {
    if (!Array.isArray(value)) return wrongType(at, site, 'Array', 'a list');
    if (value.length === 0) {
      site.report.error('EMPTY_VALUE', at, `"${at.key}" must not be empty.`, { message: 'Value cannot be empty' });
    }
    for (const [index, item] of value.entries()) check(item, within(at, index), site);
  };
}

/** Reports that the value should have been of another type. */
export function wrongType(at: Location, site: Site, awsType: string, expected: string): void {
  const message = `"${at.key}" must be ${expected}.`;
  site.report.error('WRONG_TYPE', at, message, { message: `Expected value of type ${awsType}` });
}
