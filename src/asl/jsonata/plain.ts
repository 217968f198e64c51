import { type Json, setMember } from '../json.ts';
import { limits } from './limits.ts';
import { Refusal } from './refusal.ts';
import { isFunctionObject } from './weigh.ts';

/** Not JSON: a function or a number without a finite value, anywhere in the value. */
export const unsupported = Symbol('unsupported');

/**
 * Copies a value of the evaluator as plain JSON: arrays lose the evaluator's marks, objects get the usual prototype,
 * members without a value are left out, items without a value become null. Refuses values, names and characters beyond
 * the limit, shared parts counted as often as they occur, and what is too deeply nested.
 */
export function toPlainJson(value: unknown, limit: number = limits.weight): Json | undefined | typeof unsupported {
  return copy(value, 0, { limit, left: limit });
}

interface Budget {
  readonly limit: number;
  left: number;
}

function copy(value: unknown, depth: number, budget: Budget): Json | undefined | typeof unsupported {
  take(budget, 1);
  switch (typeof value) {
    case 'string':
      take(budget, value.length);
      return value;
    case 'number':
      return Number.isFinite(value) ? value + 0 : unsupported;
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      if (value === null) {
        return null;
      }
      if (depth > limits.nesting) {
        throw new Refusal(`A value is nested more than ${limits.nesting} levels deep`);
      }
      return Array.isArray(value) ? copyArray(value, depth, budget) : copyObject(value, depth, budget);
    default:
      return unsupported;
  }
}

function copyArray(items: readonly unknown[], depth: number, budget: Budget): Json | typeof unsupported {
  const result: Json[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = copy(items[index], depth + 1, budget);
    if (item === unsupported) {
      return unsupported;
    }
    result.push(item ?? null);
  }
  return result;
}

function copyObject(value: object, depth: number, budget: Budget): Json | typeof unsupported {
  if (isFunctionObject(value)) {
    return unsupported;
  }
  const result: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    take(budget, key.length);
    const member = copy((value as Record<string, unknown>)[key], depth + 1, budget);
    if (member === unsupported) {
      return unsupported;
    }
    if (member !== undefined) {
      setMember(result, key, member);
    }
  }
  return result;
}

function take(budget: Budget, weight: number): void {
  budget.left -= weight;
  if (budget.left < 0) {
    throw new Refusal(`A value is larger than ${budget.limit} values and characters`);
  }
}
