import { integerOf } from './arguments.ts';
import type { Intrinsic } from './call.ts';
import { seededInteger } from './java-random.ts';

/**
 * States.MathRandom: an integer from the first argument on and below the second. The same seed, the optional third argument,
 * gives the same number; without it the decision's own random sequence is drawn from.
 */
export const mathRandom: Intrinsic = (parameters, env) => {
  const [start, end, seed] = parameters.map((parameter) => integerOf(parameter.value));
  if (parameters.length < 2 || parameters.length > 3 || start === undefined || end === undefined) return undefined;
  const span = end - start;
  if (span < 1 || span > 2_147_483_647) return undefined;
  if (parameters.length === 2) return start + Math.floor(env.random() * span);
  return seed === undefined ? undefined : start + seededInteger(seed, span);
};
