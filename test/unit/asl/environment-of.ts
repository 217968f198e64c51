import type { Environment } from '../../../src/asl/environment.ts';
import { type Json, type JsonObject, member } from '../../../src/asl/json.ts';

interface Given extends Partial<Omit<Environment, 'context'>> {
  readonly scope?: JsonObject;
  readonly context?: JsonObject;
}

/** An environment with that input; the rest is empty unless given. */
export function environmentOf(input: Json, { scope = {}, context = {}, ...given }: Given = {}): Environment {
  return {
    input,
    context: () => context,
    variable: (name) => member(scope, name),
    now: 0,
    random: () => 0.5,
    ...given,
  };
}
