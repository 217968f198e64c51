import { isObject, type Json, type JsonObject, member } from '../asl/json.ts';
import { escapeSegment } from '../asl/parse/pointer.ts';
import { nearestName } from '../asl/validate/nearest-name.ts';
import type { Problem, ProblemCode } from '../asl/validate/problem.ts';

/** What was read, whole only where there are no problems; their pointers begin at the value that was given. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** Collects what is wrong with a document, and reads it as if that were absent. */
export interface ShapeReader {
  readonly problems: readonly Problem[];
  readonly report: (code: ProblemCode, pointer: string, message: string) => void;
  /** The value as an object; `{}` with a problem where it is none. */
  readonly object: (value: Json, pointer: string, what: string) => JsonObject;
  /** Fields that are neither known nor `Comment` or `$schema` are problems. */
  readonly onlyFields: (value: JsonObject, pointer: string, known: readonly string[]) => void;
}

export function createShapeReader(): ShapeReader {
  const problems: Problem[] = [];
  const report: ShapeReader['report'] = (code, pointer, message) => {
    problems.push({ code, severity: 'error', pointer, message });
  };
  return {
    problems,
    report,
    object: (value, pointer, what) => {
      if (isObject(value)) return value;
      report('WRONG_TYPE', pointer, `${what} is an object, not ${kindOf(value)}.`);
      return {};
    },
    onlyFields: (value, pointer, known) => {
      for (const name of Object.keys(value)) {
        if (known.includes(name) || name === 'Comment' || name === '$schema') continue;
        const text = `"${name}" is no field here${meant(name, known)}; known are ${known.join(', ')}.`;
        report('UNKNOWN_FIELD', `${pointer}/${escapeSegment(name)}`, text);
      }
    },
  };
}

/** The text in a field; a problem where it is something else. */
export function readText(fields: JsonObject, name: string, pointer: string, shape: ShapeReader): string | undefined {
  const value = member(fields, name);
  if (value === undefined || typeof value === 'string') return value;
  shape.report('WRONG_TYPE', `${pointer}/${name}`, `${name} is text, not ${kindOf(value)}.`);
  return undefined;
}

/** A number of seconds in a field; a problem where it is something else. */
export function readSeconds(fields: JsonObject, name: string, pointer: string, shape: ShapeReader): number | undefined {
  const value = member(fields, name);
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value;
  shape.report('WRONG_VALUE', `${pointer}/${name}`, `${name} is a number of seconds, 0 or more.`);
  return undefined;
}

/** ` (did you mean "X"?)` where one of the known names is near, else nothing. */
export function meant(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** `a list`, `text`, `null` … for messages. */
export function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
