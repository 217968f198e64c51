import { equalJson } from '../../asl/equal-json.ts';
import { isObject, type Json, member } from '../../asl/json.ts';
import type { Program } from '../../asl/program.ts';
import type { FlowStatus } from '../../engine/flow.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import { SfcError } from '../../errors/sfc-error.ts';
import { mockedAnswers } from '../mocks/mock-config.ts';
import { type Simulation, simulateProgram } from '../simulate.ts';
import { comparePaths } from './expected-path.ts';
import { type DiffLine, diffLines } from './line-diff.ts';
import { type Path, pathTree } from './path-tree.ts';
import type { Expectation, TestCase } from './test-case.ts';

export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  readonly failures: readonly CaseFailure[];
  /** How far the flow came, where it did not get to its end. */
  readonly path: Path;
  /** Absent where the flow could not be run to an end. */
  readonly status?: FlowStatus;
  /** Virtual. */
  readonly seconds?: number;
}

/** One thing that is not as expected. */
export interface CaseFailure {
  readonly what: 'run' | 'status' | 'output' | 'error' | 'cause' | 'path' | 'seconds' | 'mocks';
  readonly message: string;
  readonly diff?: readonly DiffLine[];
}

export interface RunOptions {
  readonly allowsUnusedMocks?: boolean;
  /** A flow that is not at its end after so many decisions fails the case. */
  readonly maxDecisions?: number;
  /** Told what the flow does in its states. */
  readonly trace?: (entry: TraceEntry) => void;
}

/** Runs a test case in virtual time and compares. What keeps the flow from running is a failure of the case. */
export async function runTestCase(program: Program, test: TestCase, options: RunOptions = {}): Promise<CaseResult> {
  const trace: TraceEntry[] = [];
  const mocks = mockedAnswers(test.mocks);
  const listen = (entry: TraceEntry) => {
    trace.push(entry);
    options.trace?.(entry);
  };
  try {
    const run = await simulateProgram(program, {
      input: test.input,
      mocks: mocks.answer,
      trace: listen,
      ...(options.maxDecisions === undefined ? {} : { maxDecisions: options.maxDecisions }),
      ...(test.startTime === undefined ? {} : { now: test.startTime }),
    });
    const path = pathTree(trace);
    const unused = options.allowsUnusedMocks ? [] : mocks.uncalled().map(neverCalled);
    const failures = [...compare(test.expected, run, path), ...unused];
    const { status, seconds } = run;
    return { name: test.name, passed: failures.length === 0, failures, path, status, seconds };
  } catch (error) {
    if (!(error instanceof SfcError)) throw error;
    const path = pathTree(trace);
    const failures = [
      { what: 'run', message: `${error.message} ${error.hint}` } as const,
      ...comparePath(test.expected, path),
    ];
    return { name: test.name, passed: false, failures, path };
  }
}

function neverCalled(state: string): CaseFailure {
  const message = `"${state}" is mocked and never called; remove its mock, or correct the input ("AllowUnusedMocks": true in the test file lets such mocks be).`;
  return { what: 'mocks', message };
}

function compare(expected: Expectation, run: Simulation, path: Path): CaseFailure[] {
  return [
    ...compareStatus(expected, run),
    ...compareOutput(expected, run),
    ...compareText('error', expected.error, run.error),
    ...compareText('cause', expected.cause, run.cause),
    ...comparePath(expected, path),
    ...compareSeconds(expected, run.seconds),
  ];
}

function compareStatus({ status, error, cause }: Expectation, run: Simulation): CaseFailure[] {
  const isFailure = run.status === 'FAILED' || run.status === 'TIMED_OUT';
  const mayFail = status === undefined && (error !== undefined || cause !== undefined);
  if (!run.isCut && (mayFail ? isFailure : run.status === (status ?? 'SUCCEEDED'))) return [];
  const wanted = mayFail ? 'FAILED' : (status ?? 'SUCCEEDED');
  return [{ what: 'status', message: `expected ${wanted}, but the flow ${endOf(run)}` }];
}

function endOf(run: Simulation): string {
  if (run.status !== 'RUNNING') {
    const reason = [run.error, run.cause].filter((text) => text !== undefined && text !== '').join(': ');
    return reason === '' ? `is ${run.status}` : `is ${run.status}: ${reason}`;
  }
  const waiting = run.path.filter(({ status }) => status === 'RUNNING').map(({ state }) => `"${state}"`);
  const reason = run.isCut
    ? 'it took too many decisions, and probably goes round in circles'
    : 'no answer comes, and no time-out is set';
  return `is still RUNNING in ${waiting.slice(-3).join(', ')}: ${reason}`;
}

function compareOutput({ output, outputPart }: Expectation, run: Simulation): CaseFailure[] {
  const actual = run.output;
  // A flow that did not succeed has none: its status says so already.
  if (actual === undefined) return [];
  if (output !== undefined && !equalJson(output, actual))
    return [{ what: 'output', message: 'the output differs', diff: diffJson(output, actual) }];
  if (outputPart === undefined) return [];
  const part = partOf(actual, outputPart);
  if (equalJson(outputPart, part)) return [];
  return [{ what: 'output', message: 'the output does not match', diff: diffJson(outputPart, part) }];
}

function compareText(what: 'error' | 'cause', expected: string | undefined, actual = ''): CaseFailure[] {
  if (expected === undefined || expected === actual) return [];
  return [{ what, message: `expected ${JSON.stringify(expected)}, but it is ${JSON.stringify(actual)}` }];
}

function comparePath({ path: expected }: Expectation, path: Path): CaseFailure[] {
  if (expected === undefined) return [];
  const lines = comparePaths(expected, path);
  const diff = diffLines(lines.expected, lines.actual);
  if (diff.every(({ sign }) => sign === ' ')) return [];
  return [{ what: 'path', message: 'the flow took another path', diff }];
}

function compareSeconds({ seconds, maxSeconds }: Expectation, actual: number): CaseFailure[] {
  if (seconds !== undefined && seconds !== actual)
    return [{ what: 'seconds', message: `expected ${seconds} s of virtual time, but it took ${actual} s` }];
  if (maxSeconds === undefined || actual <= maxSeconds) return [];
  return [{ what: 'seconds', message: `expected at most ${maxSeconds} s of virtual time, but it took ${actual} s` }];
}

/** What is left of the actual value without members of objects that are not expected; lists keep all of their items. */
function partOf(actual: Json, expected: Json): Json {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    const items = expected as readonly Json[];
    return (actual as readonly Json[]).map((item, index) => {
      const wanted = items[index];
      return wanted === undefined ? item : partOf(item, wanted);
    });
  }
  if (!isObject(actual) || !isObject(expected)) return actual;
  const entries = Object.entries(expected).flatMap(([name, wanted]) => {
    const own = member(actual, name);
    return own === undefined ? [] : [[name, partOf(own, wanted)] as const];
  });
  return Object.fromEntries(entries);
}

function diffJson(expected: Json, actual: Json): DiffLine[] {
  return diffLines(textOf(expected), textOf(actual));
}

/** Members by name: their order says nothing. */
function textOf(value: Json): string[] {
  return JSON.stringify(value, (_, inner: Json) => (isObject(inner) ? sorted(inner) : inner), 2).split('\n');
}

function sorted(value: { readonly [name: string]: Json }): Json {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
