import { isObject, type Json } from '../../asl/json.ts';
import type { CompiledMap, CompiledState } from '../../asl/program.ts';
import type { Answer } from '../../engine/run-state.ts';
import { machinesOf } from '../all-states.ts';
import { checkContextFor } from './context.ts';
import { hasState } from './definition.ts';
import { invalid, refusal } from './refusal.ts';
import { type Mock, parsed, type ReadRequest } from './request.ts';
import { checkServiceResult } from './service-result.ts';

/** Refuses requests whose mock does not fit the state, in AWS's words where they are known. Throws SFC_STATE_NOT_TESTED. */
export function checkMock(request: ReadRequest, state: CompiledState): void {
  const { mock, stateConfiguration: configuration, context, revealSecrets } = request;
  if (mock === undefined) {
    checkWithoutMock(request, state);
    return;
  }
  if (mock.result !== undefined && mock.errorOutput !== undefined)
    throw invalid('A test mock should have only one of the following fields: [result, errorOutput].');
  if (mock.result === undefined && mock.errorOutput?.error === undefined)
    throw invalid('A test mock should have one of the following fields: [result, errorOutput.error].');
  if (revealSecrets) throw invalid('TestState does not support RevealSecrets when a mock is specified.');
  if (!isMockable(state)) throw invalid(`State type '${state.type}' is not supported when a mock is specified`);
  const origin = configuration.errorCausedByState;
  if (origin !== undefined && !hasState(machinesOf(state), origin)) throw invalid('State not found in definition');
  if (context !== undefined) checkContextFor(state, context);
}

function isMockable(state: CompiledState): boolean {
  return state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map';
}

function checkWithoutMock({ stateConfiguration, context }: ReadRequest, state: CompiledState): void {
  const setting = Object.keys(stateConfiguration)[0];
  if (setting !== undefined) throw invalid(`TestState does not support ${setting} when a mock is not specified.`);
  if (context !== undefined) throw invalid('TestState does not support Context when a mock is not specified.');
  if (state.type === 'Map' || state.type === 'Parallel') throw unsupported('Map or Parallel states');
  if (state.type !== 'Task') return;
  const { processor } = state;
  if (processor.kind === 'activity') throw unsupported('Activity tasks');
  if (processor.kind === 'service' && processor.pattern !== 'request')
    throw unsupported('.sync or .waitForTaskToken service integration patterns');
}

function unsupported(what: string) {
  const types = 'Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]';
  return refusal('InvalidDefinition', `TestState API does not support ${what}. ${types}`);
}

/** What the mock gives; a mocked result has the form that the state's work would give it. Throws SFC_STATE_NOT_TESTED. */
export async function mockedAnswer(mock: Mock, state: CompiledState): Promise<Answer> {
  const { result, errorOutput, fieldValidationMode = 'STRICT' } = mock;
  if (errorOutput !== undefined) {
    const { error = '', cause } = errorOutput;
    return { error: cause === undefined ? { error } : { error, cause } };
  }
  const output = parsed(result ?? null);
  if (output === undefined) throw invalid('Mocked result must be valid JSON');
  if (state.type === 'Parallel') checkBranches(output, state.branches.length);
  if (state.type === 'Map') checkMapResult(output, state);
  if (state.type === 'Task' && fieldValidationMode !== 'NONE')
    await checkServiceResult(state.processor, output, fieldValidationMode);
  return { output };
}

function checkBranches(result: Json, count: number): void {
  if (!Array.isArray(result)) throw invalid('Mocked result must be an array.');
  if (result.length !== count)
    throw invalid('Mocked result must contain the same number of items as number of Parallel branches.');
}

/** A Map whose results are stored gives where they stand. */
function checkMapResult(result: Json, { writer }: CompiledMap): void {
  const isStored = writer?.resource !== undefined;
  if (isStored && !isObject(result)) throw invalid('Mocked result must be a JSON object.');
  if (!isStored && !Array.isArray(result)) throw invalid('Mocked result must be an array.');
}
