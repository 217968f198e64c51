import { limits } from './limits.ts';
import { type Meter, spend } from './meter.ts';
import { Refusal } from './refusal.ts';

/**
 * How much work a deep look at a value is: its values, names and characters, shared parts counted as often as they occur.
 * Refuses values that are too large or too deeply nested, however little memory they need.
 */
export function weigh(meter: Meter, value: unknown): number {
  if (typeof value === 'string') {
    return 1 + value.length;
  }
  if (typeof value !== 'object' || value === null) {
    return 1;
  }
  return weighObject(meter, knownWeights(meter), value, 0);
}

function knownWeights(meter: Meter): WeakMap<object, number> {
  if (!meter.keepsWeights) return new WeakMap();
  meter.weights ??= new WeakMap();
  return meter.weights;
}

function weighObject(meter: Meter, known: WeakMap<object, number>, value: object, depth: number): number {
  const before = known.get(value);
  if (before !== undefined) {
    return before;
  }
  if (depth > limits.nesting) {
    throw new Refusal(`A value is nested more than ${limits.nesting} levels deep`);
  }
  let weight = 1;
  const add = (member: unknown): void => {
    if (typeof member === 'string') {
      weight += 1 + member.length;
    } else if (typeof member === 'object' && member !== null) {
      weight += weighObject(meter, known, member, depth + 1);
    } else {
      weight += 1;
    }
  };
  if (Array.isArray(value)) {
    spend(meter, value.length / 32);
    for (let index = 0; index < value.length; index++) {
      add(value[index]);
    }
  } else if (!isFunctionObject(value)) {
    const keys = Object.keys(value);
    spend(meter, keys.length / 16);
    for (const key of keys) {
      weight += key.length;
      add((value as Record<string, unknown>)[key]);
    }
  }
  if (weight > limits.weight) {
    throw new Refusal(`A value is larger than ${limits.weight} values and characters`);
  }
  known.set(value, weight);
  return weight;
}

/** Whether the evaluator treats a value as a function: lambdas, built-in functions and native code. */
export function isFunctionObject(value: unknown): boolean {
  if (typeof value === 'function') {
    return true;
  }
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const marks = value as { _jsonata_lambda?: unknown; _jsonata_function?: unknown };
  return marks._jsonata_lambda === true || marks._jsonata_function === true;
}
