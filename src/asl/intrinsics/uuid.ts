import type { Environment } from '../environment.ts';
import type { Intrinsic } from './call.ts';

/** States.UUID: a version 4 UUID, drawn from the decision's own random sequence. */
export const uuid: Intrinsic = (parameters, env) => (parameters.length === 0 ? makeUuid(env) : undefined);

const HYPHENS: ReadonlySet<number> = new Set([8, 12, 16, 20]);

/** A version 4 UUID of the environment's next numbers. */
export function makeUuid(env: Pick<Environment, 'random'>): string {
  let text = '';
  for (let place = 0; place < 32; place++) {
    const digit = Math.floor(env.random() * 16);
    if (HYPHENS.has(place)) text += '-';
    text += (place === 12 ? 4 : place === 16 ? 8 + (digit & 3) : digit).toString(16);
  }
  return text;
}
