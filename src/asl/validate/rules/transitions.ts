import { isObject, type Json, type JsonObject, member } from '../../json.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';
import { canReach, reversed, type StateGraph, transitionsOf } from './state-graph.ts';

/** ASL: Transitions. Every target exists, the machine can end, every state can be reached. */
export function checkTransitions(machine: JsonObject, states: JsonObject, at: Location, site: Site): void {
  const graph: StateGraph = new Map();
  const place = within(at, 'States');
  const start = member(machine, 'StartAt');
  if (typeof start === 'string') checkTarget(start, states, within(at, 'StartAt'), site);
  for (const name of Object.keys(states)) {
    const transitions = transitionsOf(states[name] as Json, within(place, name));
    for (const { target, at: where } of transitions) checkTarget(target, states, where, site);
    graph.set(
      name,
      transitions.map((transition) => transition.target),
    );
  }
  const terminals = Object.keys(states).filter((name) => isTerminal(states[name] as Json));
  if (terminals.length === 0) {
    reportNoTerminal(at, site);
    return;
  }
  if (typeof start !== 'string') return;
  if (site.dialect === 'asl') reportUnnamed(graph, start, place, site);
  if (!Object.hasOwn(states, start)) return;
  const reached = canReach(graph, [start]);
  if (site.dialect === 'sfc') warnUnreachable(graph, reached, place, site);
  reportEndlessLoop(graph, terminals, reached, place, site);
}

function checkTarget(target: string, states: JsonObject, at: Location, site: Site): void {
  if (Object.hasOwn(states, target)) return;
  const message = `There is no state "${target}" in this scope; correct "${at.key}" or add the state.`;
  const aws = { code: 'MISSING_TRANSITION_TARGET', message: `Missing 'Next' target: ${target}` };
  site.report.error('STATE_NOT_FOUND', at, message, aws);
}

function isTerminal(state: Json): boolean {
  if (!isObject(state)) return false;
  const type = member(state, 'Type');
  return type === 'Succeed' || type === 'Fail' || member(state, 'End') === true;
}

/** A state that neither ends its machine nor leads on would leave the flow nowhere. ASL: Transitions. */
export function checkEnd(state: JsonObject, at: Location, site: Site): void {
  if (member(state, 'End') !== false || member(state, 'Next') !== undefined) return;
  const message = '"End" is false and there is no "Next"; set "End" to true or add "Next".';
  const aws = { message: 'There should be one of the following fields: [Next, End]', at };
  site.report.error('WRONG_VALUE', within(at, 'End'), message, aws);
}

function reportNoTerminal(at: Location, site: Site): void {
  const message = 'No state ends this scope; give one "End": true, or add a Succeed or Fail state.';
  const aws = { code: 'MISSING_END_STATE', message: 'Workflow has no terminal state', at: null };
  site.report.error('NO_TERMINAL_STATE', within(at, 'States'), message, aws);
}

/** To AWS a state is reachable that is named by any transition or by StartAt, whether or not that one can be reached. */
function reportUnnamed(graph: StateGraph, start: string, at: Location, site: Site): void {
  const named = new Set([start, ...[...graph.values()].flat()]);
  for (const name of graph.keys()) {
    if (named.has(name)) continue;
    const aws = { code: 'MISSING_TRANSITION_TARGET', message: `State "${name}" is not reachable.` };
    site.report.error('UNREACHABLE_STATE', within(at, name), unreachableMessage(name), aws);
  }
}

/** In SFC an unreachable state is a warning, so that a blueprint can be edited step by step. */
function warnUnreachable(graph: StateGraph, reached: ReadonlySet<string>, at: Location, site: Site): void {
  for (const name of graph.keys()) {
    if (!reached.has(name)) site.report.warning('UNREACHABLE_STATE', within(at, name), unreachableMessage(name));
  }
}

function unreachableMessage(name: string): string {
  return `No transition leads to "${name}" from the start; lead one there or remove the state.`;
}

function reportEndlessLoop(
  graph: StateGraph,
  terminals: readonly string[],
  reached: ReadonlySet<string>,
  at: Location,
  site: Site,
): void {
  const leaving = canReach(reversed(graph), terminals);
  for (const name of graph.keys()) {
    if (!reached.has(name) || leaving.has(name)) continue;
    const message = `From "${name}" no transition leads to an end: a flow that enters it loops for ever.`;
    site.report.warning('ENDLESS_LOOP', within(at, name), message);
    return;
  }
}
