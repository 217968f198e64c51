import type { Environment } from '../asl/environment.ts';
import { type Json, type JsonObject, member } from '../asl/json.ts';
import type { CompiledMachine, CompiledState } from '../asl/program.ts';
import { unreachable } from '../errors/unreachable.ts';
import { contextObject } from './context-object.ts';
import type { Draft } from './draft.ts';
import type { Visit } from './flow.ts';
import type { MapItem } from './map-item.ts';

/** The states among which the visit's scope moves: the blueprint's, its branch's or its item processor's. */
function machineOf(draft: Draft, visit: Visit): CompiledMachine {
  const parent = parentOf(draft, visit);
  if (parent === undefined) return draft.program.root;
  const state = stateOf(draft, parent);
  if (state.type === 'Parallel') return state.branches[visit.index] ?? unreachable(visit.index as never);
  return state.type === 'Map' ? state.processor : unreachable(state as never);
}

export function stateOf(draft: Draft, visit: Visit): CompiledState {
  return machineOf(draft, visit).states.get(visit.state) ?? unreachable(visit.state as never);
}

export function parentOf(draft: Draft, visit: Visit): Visit | undefined {
  return visit.parent === undefined ? undefined : draft.flow.visits[visit.parent];
}

/** The visit's variable, or that of the nearest outer scope that has it. */
function variable(draft: Draft, visit: Visit, name: string): Json | undefined {
  for (let scope: Visit | undefined = visit; scope !== undefined; scope = parentOf(draft, scope)) {
    const value = member(scope.variables, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export interface Extras {
  readonly result?: Json | undefined;
  readonly errorOutput?: Json | undefined;
  /** For ItemSelector: the iteration that is about to start. */
  readonly item?: MapItem;
}

/** What expressions of the visit's state see, with `input` as `$`. */
export function environment(draft: Draft, visit: Visit, input: Json, extras: Extras = {}): Environment {
  let context: JsonObject | undefined;
  return {
    input,
    context: () => {
      context ??= contextObject(draft, visit, stateOf(draft, visit).type === 'Task', extras.item);
      return context;
    },
    variable: (name) => variable(draft, visit, name),
    result: extras.result,
    errorOutput: extras.errorOutput,
    now: draft.facts.now,
    random: draft.random,
    spend: draft.spend,
    work: 0,
  };
}
