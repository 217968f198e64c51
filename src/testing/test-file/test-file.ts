import { isObject, type Json, type JsonObject, member } from '../../asl/json.ts';
import { escapeSegment } from '../../asl/parse/pointer.ts';
import type { CompiledState } from '../../asl/program.ts';
import { checkMocks, type MockConfig, type MockedStates, readMocks, readResponses } from '../mocks/mock-config.ts';
import type { MockedResponse } from '../mocks/mocked-response.ts';
import { createShapeReader, type Parsed, readText, type ShapeReader } from '../shape.ts';
import { readTestCase, type TestCase } from './test-case.ts';

/** Which files belong to a test file, relative to it. */
export interface TestFileHead {
  readonly blueprint?: string;
  /** A configuration of Step Functions Local. */
  readonly mockConfigFile?: string;
  /** The state machine in it. */
  readonly stateMachine?: string;
}

/** The cases of one blueprint. */
export interface TestFile {
  readonly cases: readonly TestCase[];
  /** Mocks that are never called are no failure. */
  readonly allowsUnusedMocks: boolean;
}

const HEAD = ['Blueprint', 'MockConfigFile', 'StateMachine'] as const;
const FIELDS = [...HEAD, 'AllowUnusedMocks', 'TestCases', 'MockedResponses'];

/** Reads the head of a test file. What is wrong with it shows when the file is parsed. */
export function readTestFileHead(document: Json): TestFileHead {
  const text = (name: (typeof HEAD)[number]) => {
    const value = isObject(document) ? member(document, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const [blueprint, mockConfigFile, stateMachine] = HEAD.map(text);
  return {
    ...(blueprint === undefined ? {} : { blueprint }),
    ...(mockConfigFile === undefined ? {} : { mockConfigFile }),
    ...(stateMachine === undefined ? {} : { stateMachine }),
  };
}

/** What a test file refers to. */
export interface TestSurroundings {
  readonly states: ReadonlyMap<string, CompiledState>;
  readonly config?: MockConfig;
  readonly stateMachine: string;
}

/** Reads the test file of a blueprint. */
export function parseTestFile(document: Json, around: TestSurroundings): Parsed<TestFile> {
  const shape = createShapeReader();
  const file = shape.object(document, '', 'A test file');
  shape.onlyFields(file, '', FIELDS);
  for (const name of HEAD) readText(file, name, '', shape);
  const responses = readResponses(member(file, 'MockedResponses') ?? {}, '/MockedResponses', shape);
  const cases = readCases(file, responses, around, shape);
  reportUnused(responses, cases, shape);
  const allowsUnusedMocks = readFlag(file, 'AllowUnusedMocks', shape);
  return { value: { cases, allowsUnusedMocks }, problems: shape.problems };
}

function readCases(
  file: JsonObject,
  responses: ReadonlyMap<string, MockedResponse>,
  around: TestSurroundings,
  shape: ShapeReader,
): TestCase[] {
  const pointer = '/TestCases';
  const value = member(file, 'TestCases');
  if (value === undefined) shape.report('MISSING_FIELD', '', 'The field TestCases is missing; add it.');
  else if (isObject(value) && Object.keys(value).length === 0)
    shape.report('EMPTY_VALUE', pointer, 'There are no test cases; add one.');
  return Object.entries(shape.object(value ?? {}, pointer, 'TestCases')).map(([name, test]) => {
    const at = `${pointer}/${escapeSegment(name)}`;
    const fields = shape.object(test, at, 'A test case');
    const mocks = mocksOf(name, fields, at, { ...around, responses }, shape);
    return readTestCase(name, fields, at, { mocks, states: around.states }, shape);
  });
}

/** Those of the case itself, or those of the same name in the file of Step Functions Local. */
function mocksOf(
  name: string,
  fields: JsonObject,
  pointer: string,
  around: TestSurroundings & { readonly responses: ReadonlyMap<string, MockedResponse> },
  shape: ShapeReader,
): MockedStates {
  const { config, stateMachine, states, responses } = around;
  const shared = config?.stateMachines.get(stateMachine)?.get(name);
  const own = member(fields, 'Mocks');
  if (own === undefined) return shared ?? new Map();
  const at = `${pointer}/Mocks`;
  if (shared !== undefined)
    shape.report('CONFLICTING_FIELDS', at, 'The MockConfigFile has mocks of this test case, too; keep one of them.');
  const mocks = readMocks(own, at, new Map([...(config?.responses ?? []), ...responses]), shape);
  for (const { code, pointer: place, message } of checkMocks(mocks, states, at)) shape.report(code, place, message);
  return mocks;
}

/** What a file of Step Functions Local says of states that the blueprint does not have, and of a machine that it lacks. */
export function checkMockConfig(config: MockConfig, around: Omit<TestSurroundings, 'config'>): Parsed<undefined> {
  const shape = createShapeReader();
  const cases = config.stateMachines.get(around.stateMachine);
  if (cases === undefined) {
    const known = [...config.stateMachines.keys()].join(', ');
    const message = `There is no state machine "${around.stateMachine}" here (there are: ${known}); name one as StateMachine in the test file.`;
    shape.report('MISSING_FIELD', '/StateMachines', message);
  }
  const problems = [...(cases ?? [])].flatMap(([name, mocks]) =>
    checkMocks(
      mocks,
      around.states,
      `/StateMachines/${escapeSegment(around.stateMachine)}/TestCases/${escapeSegment(name)}`,
    ),
  );
  return { value: undefined, problems: [...shape.problems, ...problems] };
}

function reportUnused(
  responses: ReadonlyMap<string, MockedResponse>,
  cases: readonly TestCase[],
  shape: ShapeReader,
): void {
  const used = new Set(cases.flatMap(({ mocks }) => [...mocks.values()]));
  for (const [name, response] of responses) {
    if (used.has(response)) continue;
    const message = `No test case uses the mocked response "${name}"; remove it.`;
    shape.report('WRONG_VALUE', `/MockedResponses/${escapeSegment(name)}`, message);
  }
}

function readFlag(file: JsonObject, name: string, shape: ShapeReader): boolean {
  const value = member(file, name) ?? false;
  if (typeof value !== 'boolean') shape.report('WRONG_TYPE', `/${name}`, `${name} is true or false.`);
  return value === true;
}
