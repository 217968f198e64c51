import { isObject, type Json, type JsonObject, member } from '../../json.ts';
import { template } from '../expressions.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';
import { canReach, graphOf } from './state-graph.ts';

/** The variables that the states of one machine assign, and the machine around it. ASL: Assigning variables. */
export interface VariableScope {
  readonly outer: VariableScope | undefined;
  /** The state of the outer machine that holds this one. */
  readonly container: string;
  readonly states: JsonObject;
  /** Each variable with the states that assign it. */
  readonly assigners: Map<string, string[]>;
  /** Each variable that an inner machine assigns too, with the states that can follow its assignment here. */
  readonly followers: Map<string, ReadonlySet<string>>;
}

/** The variables of one machine, inside those of the machine around it. ASL: Workflow variables. */
export function openScope(states: JsonObject, container = '', outer?: VariableScope): VariableScope {
  return { outer, container, states, assigners: new Map(), followers: new Map() };
}

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}_]*$/u;
const MAX_NAME_LENGTH = 80;

/** Notes every variable that the scope's states assign, so that inner machines can be held to leave them alone. */
export function checkAssignments(at: Location, site: Site, scope: VariableScope): void {
  for (const stateName of Object.keys(scope.states)) {
    const state = scope.states[stateName] as Json;
    if (!isObject(state)) continue;
    forEachAssign(state, within(at, stateName), (assign, place) => note(assign, stateName, place, site, scope));
  }
}

const HAS_RESULT: readonly unknown[] = ['Task', 'Parallel', 'Map', 'Join'];
const READS = { Choices: undefined, Catch: 'errorOutput' } as const;

/** Checks the values of a state's own, its rules' and its catchers' Assign. */
export function checkAssignedValues(state: JsonObject, at: Location, site: Site): void {
  forEachAssign(state, at, (assign, place, owner) => {
    const own = HAS_RESULT.includes(member(state, 'Type')) ? 'result' : undefined;
    const reads = owner === undefined ? own : READS[owner];
    template(assign, place, reads === undefined ? site : { ...site, reads });
  });
}

type Visit = (assign: JsonObject, place: Location, owner: 'Choices' | 'Catch' | undefined) => void;

function forEachAssign(state: JsonObject, at: Location, visit: Visit): void {
  const own = member(state, 'Assign');
  if (isObject(own)) visit(own, within(at, 'Assign'), undefined);
  for (const field of ['Choices', 'Catch'] as const) {
    const entries = member(state, field);
    if (!Array.isArray(entries)) continue;
    for (const [index, entry] of entries.entries()) {
      const assign = isObject(entry) ? member(entry, 'Assign') : undefined;
      if (isObject(assign)) visit(assign, within(within(within(at, field), index), 'Assign'), field);
    }
  }
}

function note(assign: JsonObject, stateName: string, at: Location, site: Site, scope: VariableScope): void {
  for (const key of Object.keys(assign)) {
    const name = key.endsWith('.$') ? key.slice(0, -2) : key;
    checkName(name, within(at, key), site);
    const assigners = scope.assigners.get(name);
    if (assigners === undefined) scope.assigners.set(name, [stateName]);
    else if (assigners.at(-1) !== stateName) assigners.push(stateName);
    if (!isOuterVariable(name, scope)) continue;
    const message = `The variable "${name}" belongs to an outer scope and cannot be assigned here; use another name.`;
    const aws = { message: `The variable '${name}' is already defined in an outer scope` };
    site.report.error('OUTER_VARIABLE', within(at, key), message, aws);
  }
}

/** Whether an outer machine can have assigned the variable by the time that this one runs. */
function isOuterVariable(name: string, scope: VariableScope): boolean {
  for (let inner = scope; inner.outer !== undefined; inner = inner.outer) {
    if (followersOf(name, inner.outer)?.has(inner.container)) return true;
  }
  return false;
}

/** Worked out for a limited number of variables, so that the time taken stays linear. */
const MAX_FOLLOWED = 100;

function followersOf(name: string, scope: VariableScope): ReadonlySet<string> | undefined {
  const assigners = scope.assigners.get(name);
  const known = scope.followers.get(name);
  if (assigners === undefined || known !== undefined || scope.followers.size >= MAX_FOLLOWED) return known;
  const graph = graphOf(scope.states);
  const followers = canReach(
    graph,
    assigners.flatMap((state) => graph.get(state) ?? []),
  );
  scope.followers.set(name, followers);
  return followers;
}

function checkName(name: string, at: Location, site: Site): void {
  if (name === 'states') {
    const message = 'The name "states" is reserved; use another name for the variable.';
    site.report.error('INVALID_VARIABLE_NAME', at, message, { message: "The variable name 'states' is reserved" });
  } else if (!NAME.test(name) || [...name].length > MAX_NAME_LENGTH) {
    const message = `A variable's name starts with a letter, goes on with letters, digits and underscores, and has at most ${MAX_NAME_LENGTH} characters; rename "${name.slice(0, 100)}".`;
    site.report.error('INVALID_VARIABLE_NAME', at, message, { message: `The variable name '${name}' is not valid` });
  }
}
