import { RE2JS } from 're2js';
import { equalJson } from '../equal-json.ts';
import type { Json } from '../json.ts';
import { resolveEscapes } from './text-scanner.ts';

/** What a side of a comparison stands for. A path that finds nothing is `undefined`, which equals nothing, not even itself. */
export type FilterValue = Json | undefined | RE2JS;

/** A regular expression: it can only be matched, never compared. */
export function isPattern(value: FilterValue): value is RE2JS {
  return value instanceof RE2JS;
}

/** Jayway's `==`: a number equals a string that reads as the same number, a string equals a number with the same digits. */
export function equalValues(left: FilterValue, right: FilterValue): boolean {
  if (left === undefined || right === undefined || isPattern(left) || isPattern(right)) return false;
  if (typeof left === 'number' && typeof right === 'string') return decimal(right) === left;
  if (typeof left === 'string' && typeof right === 'number') return left === String(right);
  return equalJson(left, right);
}

function decimal(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** Whether an item of the list equals the value as `==` would say. */
export function containsValue(list: readonly Json[], value: FilterValue): boolean {
  return list.some((item) => equalValues(value, typeof item === 'string' ? itemText(item) : item));
}

/** Jayway reads the texts in a list once more: as a path or JSON, which equal no text, or as a literal with quotes and escapes. */
function itemText(text: string): string | undefined {
  if (/^\s*([$@]\s*$|[$@][.[]|\[.*\]\s*$|\{.*\}\s*$)/s.test(text)) return undefined;
  return resolveEscapes(/^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text);
}
