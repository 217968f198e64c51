import type { Environment } from '../environment.ts';
import { workLeft } from '../work.ts';
import { limits } from './limits.ts';
import { Refusal } from './refusal.ts';

/** The budget of one evaluation, and the environment its functions draw time and chance from. */
export interface Meter {
  readonly [meterBrand]: true;
  readonly env: Environment;
  /** Weights may be kept: the expression changes no value in place. */
  readonly keepsWeights: boolean;
  /** Weights of values seen so far. Made when the first is known, as most expressions are about plain texts and numbers. */
  weights?: WeakMap<object, number>;
  /** How often a costly node was evaluated. */
  counts?: Map<object, number>;
  /** What the evaluation may use: less than the limit where others of the same environment have used much. */
  readonly budget: number;
  /** What is left of it. */
  work: number;
  started: boolean;
}

const meterBrand = Symbol('meter');

/** The name under which the evaluator's frames hold the meter: no expression can spell it. */
export const meterName = ' meter';

/** A fresh budget for one evaluation. `keepsWeights` is false where the expression changes values in place. */
export function createMeter(env: Environment, keepsWeights: boolean): Meter {
  const budget = Math.max(0, Math.min(limits.work, workLeft(env)));
  return {
    [meterBrand]: true,
    env,
    keepsWeights,
    budget,
    work: budget,
    started: false,
  };
}

/** The meter in a frame. Data can shadow its name, and native code can be called without a frame: both are refused. */
export function meterIn(frame: { lookup(name: string): unknown } | undefined): Meter {
  const found = frame?.lookup?.(meterName);
  if (typeof found === 'object' && found !== null && meterBrand in found) {
    return found as Meter;
  }
  throw new Refusal('A function was called in a way that is not supported');
}

/** Ends the evaluation when the budget is used up. */
export function spend(meter: Meter, work: number): void {
  meter.work -= work;
  if (!(meter.work >= 0)) {
    throw new Refusal(`The expression needs more than ${Math.floor(meter.budget)} evaluation steps`);
  }
}

/** Lets evaluations that still run beside the finished one (the items of an array are evaluated together) end at once. */
export function close(meter: Meter): void {
  meter.work = -1;
}
