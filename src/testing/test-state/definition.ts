import { compileBlueprint } from '../../asl/compile.ts';
import { isObject, type Json, type JsonObject, member } from '../../asl/json.ts';
import { readDocument } from '../../asl/parse/read-document.ts';
import type { CompiledMachine, CompiledState, Program } from '../../asl/program.ts';
import { awsException } from '../../asl/validate/aws-answer.ts';
import type { Problem } from '../../asl/validate/problem.ts';
import { validate } from '../../asl/validate/validate.ts';
import { createSchemaCompiler } from '../../schemas/schema-compiler.ts';
import { machinesOf } from '../all-states.ts';
import { invalid, refusal } from './refusal.ts';
import type { TestStateRequest } from './request.ts';

/** AWS's name of a state that is given without a definition around it. */
const LONE_STATE = 'StateName';

/** A program whose first state is the one to test. */
export interface TestedState {
  readonly program: Program;
  readonly state: CompiledState;
}

/** Validates and compiles the definition and finds the state in it, in its branches and item processors too. Throws SFC_STATE_NOT_TESTED. */
export function compileTestedState(
  request: Pick<TestStateRequest, 'definition' | 'stateName' | 'dialect'>,
): TestedState {
  const { definition, stateName, dialect = 'sfc' } = request;
  const whole = stateName === undefined ? withState(definition) : definition;
  const { valid, blueprint, problems } = validate(whole, { dialect });
  if (!valid || blueprint === undefined) throw refusal('InvalidDefinition', complaint(problems, stateName));
  const compiled = compileBlueprint(blueprint, { schemas: createSchemaCompiler() });
  if (!compiled.ok) throw refusal('InvalidDefinition', compiled.error.cause ?? compiled.error.error);
  const name = stateName ?? LONE_STATE;
  const machine = machineWith(name, compiled.value.root);
  const state = machine?.states.get(name);
  if (machine === undefined || state === undefined) throw invalid('State not found in definition');
  const root = { startAt: name, states: machine.states };
  return { state, program: { ...compiled.value, root, timeoutSeconds: undefined, outputSchema: undefined } };
}

/** Where a state leads is not given, so it is not missed, unless nothing else is wrong. */
function complaint(problems: readonly Problem[], stateName: string | undefined): string {
  const isOwn = ({ code, pointer }: Problem) => code !== 'NO_TERMINAL_STATE' || pointer !== '/States';
  const own = stateName === undefined ? problems.filter(isOwn) : problems;
  return (awsException(own) ?? awsException(problems))?.message ?? '';
}

/** A definition around the state. What is no JSON stays as it is: validation says why. */
function withState(definition: string | JsonObject): string | Json {
  const { document } = readDocument(definition);
  if (document === undefined) return definition;
  const targets = isObject(document) ? targetsOf(document).filter((target) => target !== LONE_STATE) : [];
  const states = Object.fromEntries(targets.map((target) => [target, { Type: 'Succeed' }]));
  return { StartAt: LONE_STATE, States: { ...states, [LONE_STATE]: document } };
}

/** The states that the state leads to: they are not given, and need not be. */
function targetsOf(state: JsonObject): string[] {
  const ways = [state, ...entriesOf(state, 'Choices'), ...entriesOf(state, 'Catch')];
  const targets = [...ways.map((way) => member(way, 'Next')), member(state, 'Default')];
  return targets.filter((target) => typeof target === 'string');
}

function entriesOf(state: JsonObject, field: string): JsonObject[] {
  const entries = member(state, field);
  return Array.isArray(entries) ? entries.filter(isObject) : [];
}

function machineWith(name: string, machine: CompiledMachine): CompiledMachine | undefined {
  if (machine.states.has(name)) return machine;
  for (const state of machine.states.values()) {
    for (const inner of machinesOf(state)) {
      const found = machineWith(name, inner);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Whether one of the machines, or of those in them, has the state. */
export function hasState(machines: readonly CompiledMachine[], name: string): boolean {
  return machines.some((machine) => machineWith(name, machine) !== undefined);
}
