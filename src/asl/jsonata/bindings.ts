import type { Environment } from '../environment.ts';
import type { Json } from '../json.ts';
import type { Analysis } from './analysis.ts';
import { builtin } from './builtins.ts';
import { type Meter, meterName } from './meter.ts';
import { toPlainJson } from './plain.ts';
import { statesMember } from './states.ts';

/** The variables that one evaluation sees: only those its tree mentions. */
export function bindingsFor(analysis: Analysis, env: Environment, meter: Meter): Record<string, unknown> {
  const values = new Map<string, Json>();
  let replacesFunction = false;
  for (const name of analysis.names) {
    const value = env.variable(name);
    if (value !== undefined) {
      values.set(name, value);
      replacesFunction ||= builtin(name) !== undefined;
    }
  }
  const give = analysis.marksValues || replacesFunction ? toPlainJson : (value: Json): unknown => value;
  const bindings: Record<string, unknown> = Object.create(null);
  bindings[meterName] = meter;
  for (const [name, value] of values) {
    bindings[name] = give(value);
  }
  if (analysis.states.size > 0) {
    bindings['states'] = statesFor(analysis.states, env, give);
  }
  return bindings;
}

function statesFor(members: ReadonlySet<string>, env: Environment, give: (value: Json) => unknown): object {
  const states: Record<string, unknown> = Object.create(null);
  for (const name of members) {
    const value = statesMember(name, env);
    if (value !== undefined) {
      states[name] = give(value);
    }
  }
  return states;
}
