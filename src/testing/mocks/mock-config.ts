import { itemsOfText } from '../../asl/items/items-of-text.ts';
import { MOST_ITEMS, type ReaderConfig } from '../../asl/items/reader-config.ts';
import { type Json, type JsonObject, member } from '../../asl/json.ts';
import { escapeSegment } from '../../asl/parse/pointer.ts';
import type { CompiledState } from '../../asl/program.ts';
import type { Problem } from '../../asl/validate/problem.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import type { VirtualJob } from '../run-virtual.ts';
import { createShapeReader, meant, type Parsed, type ShapeReader } from '../shape.ts';
import type { MockAnswer } from '../simulate.ts';
import { type MockedResponse, readResponse } from './mocked-response.ts';

/** The mocks of one test case, by state name. */
export type MockedStates = ReadonlyMap<string, MockedResponse>;

/** A MockConfigFile.json of AWS Step Functions Local. */
export interface MockConfig {
  /** By state machine, then by test case. */
  readonly stateMachines: ReadonlyMap<string, ReadonlyMap<string, MockedStates>>;
  readonly responses: ReadonlyMap<string, MockedResponse>;
}

/** Reads a configuration in the format of AWS Step Functions Local ("Configuration file for mocked service integrations"). */
export function parseMockConfig(document: Json): Parsed<MockConfig> {
  const shape = createShapeReader();
  const top = shape.object(document, '', 'A mock configuration');
  shape.onlyFields(top, '', ['StateMachines', 'MockedResponses']);
  const responses = readResponses(required(top, '', 'MockedResponses', shape), '/MockedResponses', shape);
  const stateMachines = new Map<string, ReadonlyMap<string, MockedStates>>();
  for (const [name, machine] of Object.entries(required(top, '', 'StateMachines', shape))) {
    const pointer = `/StateMachines/${escapeSegment(name)}`;
    const fields = shape.object(machine, pointer, 'A state machine');
    shape.onlyFields(fields, pointer, ['TestCases']);
    const cases = new Map<string, MockedStates>();
    for (const [title, mocks] of Object.entries(required(fields, pointer, 'TestCases', shape)))
      cases.set(title, readMocks(mocks, `${pointer}/TestCases/${escapeSegment(title)}`, responses, shape));
    stateMachines.set(name, cases);
  }
  return { value: { stateMachines, responses }, problems: shape.problems };
}

/**
 * Reads the mocks of one test case: each state has the name of one of `responses` (the field MockedResponses), or a response
 * written in place.
 */
export function parseMocks(mocks: Json, responses: Json = {}): Parsed<MockedStates> {
  const shape = createShapeReader();
  const value = readMocks(mocks, '', readResponses(responses, '/MockedResponses', shape), shape);
  return { value, problems: shape.problems };
}

/** Reads the field MockedResponses. */
export function readResponses(value: Json, pointer: string, shape: ShapeReader): ReadonlyMap<string, MockedResponse> {
  const responses = new Map<string, MockedResponse>();
  for (const [name, response] of Object.entries(shape.object(value, pointer, 'MockedResponses')))
    responses.set(name, readResponse(name, response, `${pointer}/${escapeSegment(name)}`, shape));
  return responses;
}

/** Reads the mocks of one test case. */
export function readMocks(
  value: Json,
  pointer: string,
  responses: ReadonlyMap<string, MockedResponse>,
  shape: ShapeReader,
): MockedStates {
  const mocks = new Map<string, MockedResponse>();
  for (const [state, mock] of Object.entries(shape.object(value, pointer, 'A list of mocks'))) {
    const at = `${pointer}/${escapeSegment(state)}`;
    const response = typeof mock === 'string' ? responses.get(mock) : readResponse(state, mock, at, shape);
    if (response !== undefined) mocks.set(state, response);
    else if (typeof mock === 'string') {
      const near = meant(mock, [...responses.keys()]);
      shape.report('WRONG_VALUE', at, `There is no mocked response "${mock}"${near}; add it to MockedResponses.`);
    }
  }
  return mocks;
}

function required(fields: JsonObject, pointer: string, name: string, shape: ShapeReader): JsonObject {
  const value = member(fields, name);
  if (value !== undefined) return shape.object(value, `${pointer}/${name}`, name);
  shape.report('MISSING_FIELD', pointer, `The field ${name} is missing; add it.`);
  return {};
}

/** Mocks of states that the blueprint does not have, or that call nothing. `pointer` is that of the test case. */
export function checkMocks(
  mocks: MockedStates,
  states: ReadonlyMap<string, CompiledState>,
  pointer = '',
): readonly Problem[] {
  const shape = createShapeReader();
  for (const name of mocks.keys()) {
    const at = `${pointer}/${escapeSegment(name)}`;
    const state = states.get(name);
    if (state === undefined) {
      const near = meant(name, [...states.keys()]);
      shape.report('STATE_NOT_FOUND', at, `The blueprint has no state "${name}"${near}; correct the name.`);
    } else if (!makesCalls(state)) {
      const message = `"${name}" is a ${state.type} state, which calls nothing; mock Task states, and Maps with an ItemReader or ResultWriter.`;
      shape.report('WRONG_VALUE', at, message);
    }
  }
  return shape.problems;
}

/** A Map calls to have its items read, and to have its results written. */
function makesCalls(state: CompiledState): boolean {
  if (state.type === 'Map') return state.reader !== undefined || state.writer?.resource !== undefined;
  return state.type === 'Task';
}

/** The fault of mocks that break the format; `details.problems` lists why. */
export function invalidMocks(problems: readonly Problem[]): SfcError {
  const message = problems.map(({ pointer, message: text }) => `${pointer || '/'}: ${text}`).join('\n');
  return new SfcError('SFC_INVALID_MOCKS', message, { details: { problems } });
}

/** The mocks of one flow at work. */
export interface MockedAnswers {
  /** For `SimulateOptions.mocks`. Throws SFC_MOCK_MISSING where the mocks have no answer to the call. */
  readonly answer: (job: VirtualJob) => MockAnswer;
  /** Mocked states that were never called. */
  readonly uncalled: () => readonly string[];
}

/**
 * Answers the calls of one flow: each state's calls are counted from 0 over the whole flow, retries, loops and iterations
 * included, as Step Functions Local counts them. A Map with an ItemReader makes a call for its items, and is answered with their
 * list or with the text of the object that holds them; one with a ResultWriter makes another for its results.
 */
export function mockedAnswers(mocks: MockedStates): MockedAnswers {
  const calls = new Map<string, number>();
  return {
    answer: ({ state, job }) => {
      const response = mocks.get(state);
      if (response === undefined) throw withoutMock(state);
      const number = calls.get(state) ?? 0;
      calls.set(state, number + 1);
      const range = response.ranges.find(({ first, last }) => first <= number && number <= last);
      if (range === undefined) throw withoutAnswer(state, number, response);
      return withItems(range.answer, job.reader);
    },
    uncalled: () => [...mocks.keys()].filter((state) => !calls.has(state)),
  };
}

/** Where a Map's items are to be read, a text is the object that holds them. */
function withItems(answer: MockAnswer, reader: ReaderConfig | undefined): MockAnswer {
  if (reader === undefined || !('output' in answer) || typeof answer.output !== 'string') return answer;
  const { output, ...timing } = answer;
  const items = itemsOfText(output, reader, reader.maxItems || MOST_ITEMS);
  return { ...timing, ...(items.ok ? { output: items.value } : items.error) };
}

function withoutMock(state: string): SfcError {
  return new SfcError('SFC_MOCK_MISSING', `The state "${state}" makes a call, and nothing mocks it.`, {
    hint: `Mock "${state}" in this test case: no real service is ever called here.`,
    details: { state },
  });
}

function withoutAnswer(state: string, number: number, { name, ranges }: MockedResponse): SfcError {
  const known = ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(', ');
  const message = `The state "${state}" makes call number ${number}, but the mocked response "${name}" has answers for ${known} only.`;
  const hint = `Give "${name}" an answer for "${number}" (calls count from 0, over the whole flow), or correct what calls so often.`;
  return new SfcError('SFC_MOCK_MISSING', message, { hint, details: { state, number } });
}
