import type { Environment } from '../../../src/asl/environment.ts';
import { type Json, type JsonObject, member } from '../../../src/asl/json.ts';

/** An environment with that input; the rest is empty unless given. */
export function environmentOf(input: Json, given: Partial<Environment> & { scope?: JsonObject } = {}): Environment {
  const scope = given.scope ?? {};
  return {
    input,
    context: {},
    variable: (name) => member(scope, name),
    variables: () => scope,
    now: 0,
    random: () => 0.5,
    ...given,
  };
}
