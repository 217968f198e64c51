import type { QueryLanguage, StateType } from '../blueprint.ts';
import { isObject, type Json, type JsonObject, member } from '../json.ts';
import { oneOf, wrongType } from './checks.ts';
import { type Location, within } from './location.ts';
import type { Site } from './report.ts';
import { checkArguments } from './rules/arguments.ts';
import { checkAssignedValues, checkAssignments, openScope, type VariableScope } from './rules/assign.ts';
import { checkChoiceRule } from './rules/choice.ts';
import { warnOfDeadChoices } from './rules/dead-choices.ts';
import { checkForks } from './rules/forks.ts';
import { checkUniqueLabel, type Labels } from './rules/label.ts';
import { checkMap, processorOf, processorSite } from './rules/map.ts';
import { checkProcessor } from './rules/processor.ts';
import { checkStateName, type StateNames } from './rules/state-names.ts';
import { checkTimeouts } from './rules/timeouts.ts';
import { checkEnd, checkTransitions } from './rules/transitions.ts';
import { checkShape, type Shape } from './shape.ts';
import { BRANCH, ITEM_PROCESSOR } from './tables/blueprint-fields.ts';
import { STATE_SHAPES } from './tables/state-fields.ts';

const TYPES = Object.keys(STATE_SHAPES).filter((type) => type !== 'Join');
const checkAslType = oneOf(...TYPES);
const checkSfcType = oneOf(...TYPES, 'Join');

/** What the states of one machine, and of the machines in it, have in common. */
export interface MachineContext {
  /** The query language of the whole blueprint, which states in branches inherit too. */
  readonly language: QueryLanguage;
  readonly names: StateNames;
  readonly labels: Labels;
  /** The machine around this one, if its variables are in scope here. */
  readonly outer: VariableScope | undefined;
  /** The state of that machine which holds this one. */
  readonly container: string;
  /** Topics that start this blueprint. */
  readonly triggerTopics: ReadonlySet<string>;
}

/** Checks a blueprint, a branch or an item processor: its fields, its states, and how they lead to one another. */
export function checkMachine(value: Json, expected: Shape, at: Location, site: Site, context: MachineContext): void {
  const machine = checkShape(value, expected, at, { ...site, language: context.language });
  const states = machine === undefined ? undefined : member(machine, 'States');
  if (machine === undefined || !isObject(states)) return;
  const place = within(at, 'States');
  if (Object.keys(states).length === 0) {
    site.report.error('EMPTY_VALUE', place, 'Add at least one state.', { message: 'Value cannot be empty' });
    return;
  }
  const scope = openScope(states, context.container, context.outer);
  checkAssignments(place, site, scope);
  for (const name of Object.keys(states)) {
    checkStateName(name, within(place, name), site, context.names);
    checkState(states[name] as Json, within(place, name), site, { ...context, outer: scope, container: name });
  }
  checkTransitions(machine, states, at, site);
  if (site.dialect === 'sfc') checkForks(states, place, site);
}

function checkState(value: Json, at: Location, outer: Site, context: MachineContext): void {
  if (!isObject(value)) {
    wrongType(at, outer, 'Object', 'a state: an object with a Type');
    return;
  }
  const type = readType(value, at, outer);
  if (type === undefined) return;
  const site: Site = { ...outer, language: languageOf(value, at, outer, context) };
  checkShape(value, STATE_SHAPES[type], at, site);
  checkAssignedValues(value, at, site);
  checkEnd(value, at, site);
  checkDetails(type, value, at, site, context);
}

function readType(state: JsonObject, at: Location, site: Site): StateType | undefined {
  const type = member(state, 'Type');
  if (type === undefined) {
    const aws = { message: 'These fields are required: [Type]' };
    site.report.error('MISSING_FIELD', at, `Add "Type", one of ${TYPES.join(', ')}.`, aws);
    return undefined;
  }
  if (isStateType(type) && (type !== 'Join' || site.dialect === 'sfc')) return type;
  const checkType = site.dialect === 'sfc' ? checkSfcType : checkAslType;
  checkType(type, within(at, 'Type'), site);
  return undefined;
}

function isStateType(type: Json): type is StateType {
  return typeof type === 'string' && Object.hasOwn(STATE_SHAPES, type);
}

function languageOf(state: JsonObject, at: Location, site: Site, context: MachineContext): QueryLanguage {
  const own = member(state, 'QueryLanguage');
  if (own === undefined) return context.language;
  if (own === 'JSONPath' && context.language === 'JSONata') {
    const message =
      'A blueprint in JSONata cannot have states in JSONPath; remove "QueryLanguage" or write the state in JSONata.';
    const aws = { message: "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", at };
    site.report.error('WRONG_QUERY_LANGUAGE', within(at, 'QueryLanguage'), message, aws);
  }
  return own === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

/** What a table of fields cannot say, by state type. */
function checkDetails(type: StateType, state: JsonObject, at: Location, site: Site, context: MachineContext): void {
  switch (type) {
    case 'Task':
      checkProcessor(state, at, site, context.triggerTopics);
      checkArguments(state, member(state, 'Resource') === undefined ? 'Processor' : 'Resource', at, site);
      checkTimeouts(state, at, site);
      break;
    case 'Choice':
      forEachItem(state, 'Choices', at, (rule, place) => checkChoiceRule(rule, place, site));
      warnOfDeadChoices(state, at, site);
      break;
    case 'Parallel':
      forEachItem(state, 'Branches', at, (branch, place) => checkMachine(branch, BRANCH, place, site, context));
      break;
    case 'Map': {
      checkMap(state, at, site);
      checkUniqueLabel(member(state, 'Label'), within(at, 'Label'), site, context.labels);
      const field = processorOf(state);
      const processor = field === undefined ? undefined : member(state, field);
      if (field === undefined || processor === undefined) break;
      const { site: inside, isolated } = processorSite(processor, site);
      const around = isolated ? { ...context, outer: undefined } : context;
      checkMachine(processor, ITEM_PROCESSOR, within(at, field), inside, around);
      break;
    }
  }
}

function forEachItem(
  state: JsonObject,
  field: string,
  at: Location,
  visit: (item: Json, place: Location) => void,
): void {
  const items = member(state, field);
  if (!Array.isArray(items)) return;
  const place = within(at, field);
  for (const [index, item] of items.entries()) {
    if (isObject(item)) visit(item, within(place, index));
  }
}
