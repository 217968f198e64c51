import { SfcError } from '../../errors/sfc-error.ts';
import { unreachable } from '../../errors/unreachable.ts';
import type {
  ChoiceRule,
  ChoiceState,
  FailState,
  JoinState,
  ParallelState,
  PassState,
  QueryLanguage,
  State,
  TaskState,
  WaitState,
} from '../blueprint.ts';
import { compileChoiceRule } from '../choice/rule.ts';
import type { Json } from '../json.ts';
import type {
  CompiledFail,
  CompiledJoin,
  CompiledMachine,
  CompiledParallel,
  CompiledPass,
  CompiledRule,
  CompiledState,
  CompiledTask,
  CompiledWait,
  Field,
  SchemaCheck,
} from '../program.ts';
import { constant, type FieldCompiler, fieldCompiler } from './fields.ts';
import { compileMap } from './map.ts';
import { plainOrJsonata } from './plain.ts';
import { compileTask } from './task.ts';
import { commonFields, workingFields } from './working.ts';

/** What compiling a state needs from the machine around it. */
export interface Surroundings {
  readonly language: QueryLanguage;
  readonly machine: (source: ParallelState['Branches'][number], language: QueryLanguage) => CompiledMachine;
  readonly schema: (schema: TaskState['InputSchema'], place: string) => SchemaCheck | undefined;
}

/** Makes one state ready to run, and with it the states inside. Throws `SFC_INVALID_BLUEPRINT` naming state and field. */
export function compileState(name: string, state: State, around: Surroundings): CompiledState {
  const fields = fieldCompiler(name, state.QueryLanguage ?? around.language);
  switch (state.Type) {
    case 'Pass':
      return compilePass(name, state, fields);
    case 'Task':
      return compileTask(name, state, fields, around) satisfies CompiledTask;
    case 'Choice':
      return {
        ...commonFields(name, state, fields),
        type: 'Choice',
        rules: rulesOf(state, fields),
        defaultNext: state.Default,
      };
    case 'Wait':
      return compileWait(name, state, fields);
    case 'Succeed':
      return { ...commonFields(name, state, fields), type: 'Succeed' };
    case 'Fail':
      return compileFail(name, state, fields);
    case 'Parallel':
      return compileParallel(name, state, fields, around);
    case 'Map':
      return compileMap(name, state, fields, around);
    case 'Join':
      return compileJoin(name, state, fields);
    default:
      return unreachable(state);
  }
}

function compilePass(name: string, state: PassState, fields: FieldCompiler): CompiledPass {
  return {
    ...commonFields(name, state, fields),
    type: 'Pass',
    next: state.Next,
    result: constant(state.Result),
    parameters: fields.value(state.Parameters, 'Parameters'),
    resultPath: fields.target(state.ResultPath, 'ResultPath'),
  };
}

function rulesOf(state: ChoiceState, fields: FieldCompiler): CompiledRule[] {
  return state.Choices.map((rule, index) => ({
    condition: conditionOf(rule, `Choices[${index}]`, fields),
    next: rule.Next,
    assign: fields.value(rule.Assign, `Choices[${index}]/Assign`),
    output: fields.language === 'JSONata' ? fields.value(rule.Output, `Choices[${index}]/Output`) : undefined,
  }));
}

function conditionOf(rule: ChoiceRule, place: string, fields: FieldCompiler): Field {
  if (fields.language === 'JSONata')
    return fields.value(rule.Condition, `${place}/Condition`) ?? { kind: 'constant', value: false };
  const compiled = compileChoiceRule(rule as unknown as Json);
  if (compiled.ok) return { kind: 'path', source: place, evaluate: compiled.value.evaluate };
  throw new SfcError('SFC_INVALID_BLUEPRINT', `${place}: ${compiled.error.cause ?? compiled.error.error}`);
}

function compileWait(name: string, state: WaitState, fields: FieldCompiler): CompiledWait {
  return {
    ...commonFields(name, state, fields),
    type: 'Wait',
    next: state.Next,
    seconds: fields.path(state.SecondsPath, 'SecondsPath') ?? plainOrJsonata(state.Seconds, 'Seconds', fields),
    timestamp:
      fields.path(state.TimestampPath, 'TimestampPath') ?? plainOrJsonata(state.Timestamp, 'Timestamp', fields),
  };
}

function compileFail(name: string, state: FailState, fields: FieldCompiler): CompiledFail {
  return {
    ...commonFields(name, state, fields),
    type: 'Fail',
    error: fields.expression(state.ErrorPath, 'ErrorPath') ?? plainOrJsonata(state.Error, 'Error', fields),
    cause: fields.expression(state.CausePath, 'CausePath') ?? plainOrJsonata(state.Cause, 'Cause', fields),
  };
}

function compileParallel(
  name: string,
  state: ParallelState,
  fields: FieldCompiler,
  around: Surroundings,
): CompiledParallel {
  return {
    ...workingFields(name, state, fields),
    type: 'Parallel',
    branches: state.Branches.map((branch) => around.machine(branch, branch.QueryLanguage ?? around.language)),
    detached: state.Completion === 'Detached',
  };
}

function compileJoin(name: string, state: JoinState, fields: FieldCompiler): CompiledJoin {
  const until = state.Until ?? 'All';
  return {
    ...workingFields(name, state, fields),
    type: 'Join',
    of: typeof state.Of === 'string' ? [state.Of] : state.Of,
    single: typeof state.Of === 'string',
    until: until === 'All' ? 'All' : { count: until === 'Any' ? 1 : until.Count },
    cancelsRest: state.Rest !== 'Continue',
    timeoutSeconds: state.TimeoutSeconds,
  };
}
