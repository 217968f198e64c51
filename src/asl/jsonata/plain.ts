import { type Json, setMember } from '../json.ts';
import { limits } from './limits.ts';
import { Refusal } from './refusal.ts';
import { isFunctionObject } from './weigh.ts';

/** Not JSON: a function or a number without a finite value, anywhere in the value. */
export const unsupported = Symbol('unsupported');

/**
 * Copies a value of the evaluator as plain JSON: arrays lose the evaluator's marks, objects get the usual prototype,
 * members without a value are left out, items without a value become null.
 */
export function toPlainJson(value: unknown): Json | undefined | typeof unsupported {
  const budget = { weight: limits.weight };
  return copy(value, 0, budget);
}

function copy(value: unknown, depth: number, budget: { weight: number }): Json | undefined | typeof unsupported {
  switch (typeof value) {
    case 'string':
      take(budget, 1 + value.length);
      return value;
    case 'number':
      take(budget, 1);
      return Number.isFinite(value) ? value + 0 : unsupported;
    case 'boolean':
      take(budget, 1);
      return value;
    case 'undefined':
      return undefined;
    case 'object':
      take(budget, 1);
      if (value === null) {
        return null;
      }
      if (depth > limits.nesting) {
        throw new Refusal(`The result is nested more than ${limits.nesting} levels deep`);
      }
      return Array.isArray(value) ? copyArray(value, depth, budget) : copyObject(value, depth, budget);
    default:
      return unsupported;
  }
}

function copyArray(items: readonly unknown[], depth: number, budget: { weight: number }): Json | typeof unsupported {
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

function copyObject(value: object, depth: number, budget: { weight: number }): Json | typeof unsupported {
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

function take(budget: { weight: number }, weight: number): void {
  budget.weight -= weight;
  if (budget.weight < 0) {
    throw new Refusal(`The result is larger than ${limits.weight} values and characters`);
  }
}
