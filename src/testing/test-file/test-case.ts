import { type Json, type JsonObject, member } from '../../asl/json.ts';
import type { CompiledState } from '../../asl/program.ts';
import { parseTimestamp } from '../../asl/timestamp.ts';
import type { FlowStatus } from '../../engine/flow.ts';
import type { MockedStates } from '../mocks/mock-config.ts';
import { readSeconds, readText, type ShapeReader } from '../shape.ts';
import { type ExpectedPath, readPath } from './expected-path.ts';

/** One flow of a blueprint: what it starts with, what answers its calls, and what is to become of it. */
export interface TestCase {
  readonly name: string;
  readonly input: Json;
  /** Where the input stands instead, relative to the test file. */
  readonly inputFile?: string;
  readonly mocks: MockedStates;
  /** Milliseconds since the epoch. */
  readonly startTime?: number;
  readonly expected: Expectation;
}

/** What is absent is not compared, but for the status: without it the flow is to succeed, or to fail where it has an error. */
export interface Expectation {
  readonly status?: FlowStatus;
  /** The whole output. */
  readonly output?: Json;
  /** A part of the output: members of objects that are not named here may be anything. */
  readonly outputPart?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly path?: ExpectedPath;
  /** Virtual time from start to end. */
  readonly seconds?: number;
  readonly maxSeconds?: number;
}

const FIELDS = [
  'Input',
  'InputFile',
  'Mocks',
  'StartTime',
  'Path',
  'Status',
  'Output',
  'OutputMatches',
  'Error',
  'Cause',
  'Seconds',
  'MaxSeconds',
];
const STATUSES = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'RUNNING'] as const;

/** Reads a case of a test file; its mocks are read by the caller, who knows where they may stand. */
export function readTestCase(
  name: string,
  fields: JsonObject,
  pointer: string,
  { mocks, states }: { readonly mocks: MockedStates; readonly states: ReadonlyMap<string, CompiledState> },
  shape: ShapeReader,
): TestCase {
  shape.onlyFields(fields, pointer, FIELDS);
  oneOf(fields, ['Input', 'InputFile'], pointer, shape);
  const inputFile = readText(fields, 'InputFile', pointer, shape);
  const startTime = readTime(fields, 'StartTime', pointer, shape);
  const path = member(fields, 'Path');
  return {
    name,
    input: member(fields, 'Input') ?? {},
    ...(inputFile === undefined ? {} : { inputFile }),
    mocks,
    ...(startTime === undefined ? {} : { startTime }),
    expected: {
      ...readOutcome(fields, pointer, shape),
      ...(path === undefined ? {} : { path: readPath(path, `${pointer}/Path`, states, shape) }),
    },
  };
}

function readOutcome(fields: JsonObject, pointer: string, shape: ShapeReader): Expectation {
  oneOf(fields, ['Output', 'OutputMatches'], pointer, shape);
  oneOf(fields, ['Output', 'Error'], pointer, shape);
  oneOf(fields, ['OutputMatches', 'Error'], pointer, shape);
  const status = readStatus(fields, pointer, shape);
  const output = member(fields, 'Output');
  const outputPart = member(fields, 'OutputMatches');
  const error = readText(fields, 'Error', pointer, shape);
  const cause = readText(fields, 'Cause', pointer, shape);
  const seconds = readSeconds(fields, 'Seconds', pointer, shape);
  const maxSeconds = readSeconds(fields, 'MaxSeconds', pointer, shape);
  return {
    ...(status === undefined ? {} : { status }),
    ...(output === undefined ? {} : { output }),
    ...(outputPart === undefined ? {} : { outputPart }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
  };
}

function oneOf(fields: JsonObject, names: readonly [string, string], pointer: string, shape: ShapeReader): void {
  if (!names.every((name) => Object.hasOwn(fields, name))) return;
  shape.report('CONFLICTING_FIELDS', `${pointer}/${names[1]}`, `Give one of ${names.join(' and ')}, not both.`);
}

function readStatus(fields: JsonObject, pointer: string, shape: ShapeReader): FlowStatus | undefined {
  const value = member(fields, 'Status');
  const status = STATUSES.find((known) => known === value);
  if (value !== undefined && status === undefined)
    shape.report('WRONG_VALUE', `${pointer}/Status`, `Status is one of ${STATUSES.join(', ')}.`);
  return status;
}

function readTime(fields: JsonObject, name: string, pointer: string, shape: ShapeReader): number | undefined {
  const text = readText(fields, name, pointer, shape);
  const time = text === undefined ? undefined : parseTimestamp(text);
  if (text !== undefined && time === undefined)
    shape.report('WRONG_VALUE', `${pointer}/${name}`, `${name} is a time as 2026-01-31T12:00:00Z.`);
  return time;
}
