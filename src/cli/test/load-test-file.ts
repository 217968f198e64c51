import { dirname, join } from 'node:path';
import type { Json } from '../../asl/json.ts';
import { placeProblems } from '../../asl/parse/place-problems.ts';
import { escapeSegment } from '../../asl/parse/pointer.ts';
import type { Problem } from '../../asl/validate/problem.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import { allStates } from '../../testing/all-states.ts';
import { type MockConfig, parseMockConfig } from '../../testing/mocks/mock-config.ts';
import { readJson } from '../../testing/test-file/read-json.ts';
import type { TestCase } from '../../testing/test-file/test-case.ts';
import {
  checkMockConfig,
  parseTestFile,
  readTestFileHead,
  type TestFile,
  type TestFileHead,
} from '../../testing/test-file/test-file.ts';
import { blueprintName } from '../blueprint-name.ts';
import { readText } from '../input-value.ts';
import { withSuffix } from './find-test-files.ts';
import type { FileProblems, LoadedBlueprint } from './loaded-blueprint.ts';

/** A test file as text and as JSON, and what it says of other files; their paths are those of the file system. */
export interface OpenedTestFile {
  readonly file: string;
  readonly text: string;
  readonly document: Json;
  readonly head: TestFileHead;
  readonly blueprint: string;
}

/** Reads a test file; its blueprint is `NAME.asl.json` beside `NAME.test.json` unless it names another. */
export async function openTestFile(file: string): Promise<OpenedTestFile | FileProblems> {
  const text = await readText(file);
  const { value: document, problems } = readJson(text);
  if (problems.length > 0) return { file, problems };
  const head = readTestFileHead(document);
  const blueprint = head.blueprint === undefined ? withSuffix(file, '.asl.json') : beside(file, head.blueprint);
  return { file, text, document, head, blueprint };
}

/** The cases of a test file, ready to run, and what is wrong with it and with the files that it names. */
export interface LoadedTests extends TestFile {
  readonly problems: readonly FileProblems[];
  /** Test cases of the MockConfigFile that this file does not run. */
  readonly unusedConfigCases: readonly string[];
}

/** Reads the cases of a test file for its blueprint, with the mocks and inputs that stand in other files. */
export async function loadTests(opened: OpenedTestFile, { file, program }: LoadedBlueprint): Promise<LoadedTests> {
  const stateMachine = opened.head.stateMachine ?? blueprintName(file);
  const around = { states: allStates(program), stateMachine };
  const shared = await loadMockConfig(opened, around);
  const parsed = parseTestFile(opened.document, { ...around, ...(shared?.config && { config: shared.config }) });
  const inputs = await Promise.all(parsed.value.cases.map((test) => withInput(test, opened.file)));
  const own = [...parsed.problems, ...(shared?.missing ?? []), ...inputs.flatMap(({ problems }) => problems)];
  const problems = [
    { file: opened.file, problems: inOrder(placeProblems(own, opened.text)) },
    ...(shared?.problems ?? []),
  ];
  const names = new Set(parsed.value.cases.map(({ name }) => name));
  const known = [...(shared?.config?.stateMachines.get(stateMachine)?.keys() ?? [])];
  return {
    cases: inputs.map(({ test }) => test),
    allowsUnusedMocks: parsed.value.allowsUnusedMocks,
    problems: problems.filter((each) => each.problems.length > 0),
    unusedConfigCases: known.filter((name) => !names.has(name)),
  };
}

interface SharedMocks {
  readonly config?: MockConfig;
  /** In the file of Step Functions Local. */
  readonly problems: readonly FileProblems[];
  /** In the test file, which names it. */
  readonly missing: readonly Problem[];
}

async function loadMockConfig(
  opened: OpenedTestFile,
  around: Parameters<typeof checkMockConfig>[1],
): Promise<SharedMocks | undefined> {
  const { mockConfigFile } = opened.head;
  if (mockConfigFile === undefined) return undefined;
  const file = beside(opened.file, mockConfigFile);
  const text = await readText(file).catch(messageOf);
  if (typeof text !== 'string') return { problems: [], missing: [problemAt('/MockConfigFile', text.message)] };
  const { value, problems } = readJson(text);
  if (problems.length > 0) return { problems: [{ file, problems }], missing: [] };
  const parsed = parseMockConfig(value);
  const all = [...parsed.problems, ...checkMockConfig(parsed.value, around).problems];
  return { config: parsed.value, problems: [{ file, problems: placeProblems(all, text) }], missing: [] };
}

async function withInput(test: TestCase, testFile: string): Promise<{ test: TestCase; problems: readonly Problem[] }> {
  if (test.inputFile === undefined) return { test, problems: [] };
  const pointer = `/TestCases/${escapeSegment(test.name)}/InputFile`;
  const file = beside(testFile, test.inputFile);
  const text = await readText(file).catch(messageOf);
  if (typeof text !== 'string') return { test, problems: [problemAt(pointer, text.message)] };
  const { value, problems } = readJson(text);
  const [first] = problems;
  if (first === undefined) return { test: { ...test, input: value }, problems: [] };
  return { test, problems: [problemAt(pointer, `${file}:${first.line}:${first.column} ${first.message}`)] };
}

/** As they stand in the file. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((one, other) => lineOf(one) - lineOf(other) || (one.column ?? 0) - (other.column ?? 0));
}

function lineOf({ line = 0 }: Problem): number {
  return line;
}

function beside(file: string, path: string): string {
  return join(dirname(file), path);
}

function messageOf(error: unknown): SfcError {
  if (error instanceof SfcError) return error;
  throw error;
}

function problemAt(pointer: string, message: string): Problem {
  return { code: 'WRONG_VALUE', severity: 'error', pointer, message };
}
