import type { Environment } from '../environment.ts';
import type { Intrinsic } from './call.ts';

/** States.UUID: a version 4 UUID, drawn from the decision's own random sequence. */
export const uuid: Intrinsic = (parameters, env) => (parameters.length === 0 ? makeUuid(env) : undefined);

/** A version 4 UUID of the environment's next numbers. */
export function makeUuid(env: Pick<Environment, 'random'>): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(env.random() * 16));
  digits[12] = 4;
  digits[16] = 8 + ((digits[16] ?? 0) & 3);
  const text = digits.map((digit) => digit.toString(16)).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
