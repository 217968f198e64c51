import { compileBlueprint } from '../asl/compile.ts';
import type { Json } from '../asl/json.ts';
import type { Program } from '../asl/program.ts';
import type { AslError } from '../asl/result.ts';
import type { Problem } from '../asl/validate/problem.ts';
import { validate } from '../asl/validate/validate.ts';
import { acceptFlow } from '../engine/accept-flow.ts';
import type { Limits } from '../engine/decision.ts';
import type { HistoryEvent } from '../engine/events.ts';
import type { FlowStatus } from '../engine/flow.ts';
import type { FlowId } from '../engine/ids.ts';
import type { TraceEntry } from '../engine/trace.ts';
import { SfcError } from '../errors/sfc-error.ts';
import { type PathEntry, pathOf } from '../monitor/flow-path.ts';
import { createSchemaCompiler } from '../schemas/schema-compiler.ts';
import { runVirtual, type VirtualAnswer, type VirtualJob } from './run-virtual.ts';

/** What a mocked job does at one attempt. */
export type MockAnswer = (
  | { readonly output: Json; readonly afterSeconds?: number }
  | { readonly error: string; readonly cause?: string; readonly afterSeconds?: number }
  /** It never answers: the flow's own time-outs decide. */
  | { readonly hangs: true }
) & {
  /** What the service itself answers at once, where the task waits for a callback: `TaskSubmitted` shows it. */
  readonly submitted?: Json;
};

/**
 * By state name: one answer for every attempt, or a list of which the last one repeats; or a function of the job.
 * A state without a mock gets its input back. The mock of a Map with an ItemReader gives the items.
 */
export type Mocks =
  | { readonly [state: string]: MockAnswer | readonly MockAnswer[] }
  | ((job: VirtualJob) => MockAnswer | Promise<MockAnswer>);

export interface SimulateOptions {
  /** Default `{}`. */
  readonly input?: Json;
  readonly mocks?: Mocks;
  /** When the flow starts, milliseconds since the epoch. Default: 2024-01-01T00:00:00Z, so that results repeat. */
  readonly now?: number;
  readonly name?: string;
  readonly limits?: Partial<Limits>;
  /** A flow that is not at its end after so many decisions is shown as it then is. */
  readonly maxDecisions?: number;
  /** Asked after each decision, with its events; where the answer is no, the flow is shown as it then is. */
  readonly goOn?: (events: readonly HistoryEvent[]) => boolean | Promise<boolean>;
  /** Told what the flow does in its states, as it does it. */
  readonly trace?: (entry: TraceEntry) => void;
}

export interface Simulation {
  /** `RUNNING` where the flow waits for an answer that never comes, or is cut. */
  readonly status: FlowStatus;
  /** The flow had more to do: the decisions ran out, or it was not to go on. */
  readonly isCut: boolean;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly events: readonly HistoryEvent[];
  readonly path: readonly PathEntry[];
  /** Virtual seconds from start to end. */
  readonly seconds: number;
}

const START = Date.UTC(2024, 0, 1);
const LIMITS: Limits = { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 4 * 1024 * 1024 };

/**
 * Runs a blueprint on mocked jobs in virtual time: waits, back-offs and time-outs take no time.
 * Throws `SFC_INVALID_BLUEPRINT` with the problems, or `SFC_INPUT_SCHEMA_VIOLATION`.
 */
export async function simulate(definition: string | Json, options: SimulateOptions = {}): Promise<Simulation> {
  return simulateProgram(programOf(definition), options);
}

/** As `simulate`, of a blueprint that is compiled already. */
export async function simulateProgram(program: Program, options: SimulateOptions = {}): Promise<Simulation> {
  const { input = {}, now = START, name = 'simulation' } = options;
  checkInput(program.blueprint.InputSchema, input);
  const flow = acceptFlow({ id: name as FlowId, name, blueprint: 'simulated', version: 1, input, now });
  const outcome = await runVirtual({
    program,
    flow,
    perform: performer(options.mocks ?? {}),
    limits: { ...LIMITS, ...options.limits },
    now,
    trace: options.trace,
    goOn: options.goOn,
    ...(options.maxDecisions === undefined ? {} : { maxDecisions: options.maxDecisions }),
  });
  const { status, output, error } = outcome.flow;
  return {
    status,
    isCut: outcome.isCut,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : error),
    events: outcome.events,
    path: pathOf(outcome.events, status),
    seconds: (outcome.now - now) / 1_000,
  };
}

/** Checks and compiles a blueprint. Throws `SFC_INVALID_BLUEPRINT` with the problems. */
export function programOf(definition: string | Json): Program {
  const { valid, blueprint, problems } = validate(definition);
  if (!valid || blueprint === undefined) throw invalid(problems);
  const compiled = compileBlueprint(blueprint, { schemas: createSchemaCompiler() });
  if (compiled.ok) return compiled.value;
  throw new SfcError('SFC_INVALID_BLUEPRINT', errorText(compiled.error));
}

function invalid(problems: readonly Problem[]): SfcError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const message = errors.map(({ pointer, message: text }) => `${pointer || '/'}: ${text}`).join('\n');
  return new SfcError('SFC_INVALID_BLUEPRINT', message, { details: { problems } });
}

function checkInput(schema: Parameters<ReturnType<typeof createSchemaCompiler>>[0] | undefined, input: Json): void {
  if (schema === undefined) return;
  const check = createSchemaCompiler()(schema);
  if (!check.ok) throw new SfcError('SFC_INVALID_BLUEPRINT', errorText(check.error));
  const violation = check.value(input);
  if (violation !== undefined) throw new SfcError('SFC_INPUT_SCHEMA_VIOLATION', `The input: ${violation}.`);
}

function errorText({ error, cause }: AslError): string {
  return cause ?? error;
}

function performer(mocks: Mocks): (job: VirtualJob) => Promise<VirtualAnswer> {
  const used = new Map<string, number>();
  return async (job) => answerOf(typeof mocks === 'function' ? await mocks(job) : nextAnswer(mocks, job, used));
}

function nextAnswer(
  mocks: { readonly [state: string]: MockAnswer | readonly MockAnswer[] },
  job: VirtualJob,
  used: Map<string, number>,
): MockAnswer {
  const mock = Object.hasOwn(mocks, job.state) ? mocks[job.state] : undefined;
  if (mock === undefined) return job.job.reader === undefined ? { output: job.job.input } : unreadable(job.state);
  if (!isList(mock)) return mock;
  const count = used.get(job.state) ?? 0;
  used.set(job.state, count + 1);
  return mock[Math.min(count, mock.length - 1)] ?? { output: job.job.input };
}

function unreadable(state: string): MockAnswer {
  const cause = `The Map '${state}' reads its items: give it a mock whose output is the list of them.`;
  return { error: 'States.ItemReaderFailed', cause };
}

function isList(mock: MockAnswer | readonly MockAnswer[]): mock is readonly MockAnswer[] {
  return Array.isArray(mock);
}

function answerOf(answer: MockAnswer): VirtualAnswer {
  const { submitted } = answer;
  const begun = submitted === undefined ? {} : { submitted };
  if ('hangs' in answer) return begun;
  const timing = { ...begun, ...(answer.afterSeconds === undefined ? {} : { afterSeconds: answer.afterSeconds }) };
  if ('output' in answer) return { result: { output: answer.output }, ...timing };
  const { error, cause } = answer;
  return { result: { error: cause === undefined ? { error } : { error, cause } }, ...timing };
}
