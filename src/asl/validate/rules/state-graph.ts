import { isObject, type Json, type JsonObject, member } from '../../json.ts';
import { type Location, ROOT, within } from '../location.ts';

/** Each state's name with the names that its transitions lead to. */
export type StateGraph = Map<string, readonly string[]>;

export interface Transition {
  readonly target: string;
  readonly at: Location;
}

/** Every way out of a state: Next, Choices, Default and Catch. Values that are no names are left out. */
export function transitionsOf(state: Json, at: Location): Transition[] {
  const transitions: Transition[] = [];
  if (!isObject(state)) return transitions;
  addTarget(transitions, state, 'Next', at);
  for (const field of ['Choices', 'Catch']) {
    const entries = member(state, field);
    if (!Array.isArray(entries)) continue;
    for (const [index, entry] of entries.entries()) {
      if (isObject(entry)) addTarget(transitions, entry, 'Next', within(within(at, field), index));
    }
  }
  addTarget(transitions, state, 'Default', at);
  return transitions;
}

function addTarget(transitions: Transition[], owner: JsonObject, field: string, at: Location): void {
  const target = member(owner, field);
  if (typeof target === 'string') transitions.push({ target, at: within(at, field) });
}

/** The graph of one scope; targets that do not exist are in it too. */
export function graphOf(states: JsonObject): StateGraph {
  const graph: StateGraph = new Map();
  for (const name of Object.keys(states)) {
    graph.set(
      name,
      transitionsOf(states[name] as Json, ROOT).map((transition) => transition.target),
    );
  }
  return graph;
}

/** The same graph with every transition turned round. */
export function reversed(graph: StateGraph): StateGraph {
  const backwards = new Map<string, string[]>();
  for (const [name, targets] of graph) {
    for (const target of targets) {
      const sources = backwards.get(target);
      if (sources === undefined) backwards.set(target, [name]);
      else sources.push(name);
    }
  }
  return backwards;
}

/** The names that can be reached from the given ones, themselves included. */
export function canReach(graph: StateGraph, from: readonly string[]): Set<string> {
  const reached = new Set(from);
  const pending = [...from];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const target of graph.get(name) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      pending.push(target);
    }
  }
  return reached;
}
