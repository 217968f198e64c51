import { isObject, type Json } from '../../asl/json.ts';
import type { CompiledTask } from '../../asl/program.ts';
import { type AslError, ok, type Result } from '../../asl/result.ts';
import { cancelWork } from '../cancel.ts';
import { checkSize, effectiveInput, evaluateOr, resultOutcome, selectInput } from '../data-flow.ts';
import { dispatchJob } from '../dispatch.ts';
import { type Draft, type Mutable, type OpenVisit, record } from '../draft.ts';
import type { JobCall } from '../effects.ts';
import { failEvaluation, failState } from '../failure.ts';
import type { JobPhase } from '../flow.ts';
import type { ReportJobResult, ReportJobStarted } from '../inputs.ts';
import { integerOf } from '../numbers.ts';
import { environment } from '../scope.ts';
import { cancelTimers, setPhase, timersOf } from '../timers.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';
import { recordFailed, recordScheduled, recordStarted, recordSubmitted, recordSucceeded } from './task-events.ts';

/** Specification: "Task State". */
export function* enterTask(draft: Draft, visit: OpenVisit, state: CompiledTask): Work<void> {
  record(draft, visit, 'TaskStateEntered', { input: visit.input }, visit.state);
  yield* attemptTask(draft, visit, state);
}

/** Dispatches the next attempt's job: on entering, and again for each retry. */
export function* attemptTask(draft: Draft, visit: OpenVisit, state: CompiledTask): Work<void> {
  visit.attempt++;
  const job = yield* jobOf(draft, visit, state);
  if (!job.ok) return yield* failEvaluation(draft, visit, job.error);
  const violation = state.inputSchema?.(job.value.input);
  if (violation !== undefined) return yield* failState(draft, visit, schemaViolation(visit, 'input', violation));
  recordScheduled(draft, visit, state, job.value);
  setPhase(draft, visit, jobPhase(draft, job.value));
  dispatchJob(draft, visit);
}

export function taskStarted(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledTask,
  { submitted, workerName }: Pick<ReportJobStarted, 'submitted' | 'workerName'>,
): void {
  recordStarted(draft, visit, state, workerName);
  if (submitted === undefined || visit.phase.type !== 'job' || visit.phase.submitted) return;
  visit.phase = { ...visit.phase, submitted: true };
  recordSubmitted(draft, visit, state, submitted);
}

export function* taskEnded(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledTask,
  result: ReportJobResult['result'],
): Work<void> {
  recordStarted(draft, visit, state);
  cancelTimers(draft, timersOf(visit));
  if ('error' in result) return yield* taskFailed(draft, visit, state, result.error);
  const size = checkSize(draft, result.output, `The state/task '${nameOf(state)}' returned a result`);
  if (!size.ok) return yield* taskFailed(draft, visit, state, size.error);
  recordSucceeded(draft, visit, state, result.output);
  const violation = state.outputSchema?.(result.output);
  if (violation !== undefined) return yield* failState(draft, visit, schemaViolation(visit, 'result', violation));
  const outcome = yield* resultOutcome(draft, visit, state, result.output);
  if (!outcome.ok) return yield* failEvaluation(draft, visit, outcome.error);
  leave(draft, visit, 'Task', outcome.value, state.next);
}

/** What AWS calls a task in causes: the service of an integration, else the resource. */
function nameOf({ processor }: CompiledTask): string {
  return processor.kind === 'service' && processor.text.startsWith('arn:') ? processor.resourceType : processor.text;
}

/** TimeoutSeconds or HeartbeatSeconds passed without an answer. */
export function* taskTimedOut(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledTask,
  kind: 'timeout' | 'heartbeat',
): Work<void> {
  // Nobody took an activity that was not reported as started.
  if (state.processor.kind !== 'activity') recordStarted(draft, visit, state);
  cancelWork(draft, visit);
  const error: AslError =
    kind === 'timeout' ? { error: 'States.Timeout' } : { error: 'States.Timeout', alias: 'States.HeartbeatTimeout' };
  recordFailed(draft, visit, state, error, 'TimedOut');
  yield* failState(draft, visit, error);
}

function* taskFailed(draft: Draft, visit: OpenVisit, state: CompiledTask, error: AslError): Work<void> {
  recordFailed(draft, visit, state, error, 'Failed');
  yield* failState(draft, visit, error);
}

/** The processor is alive: its heartbeat is due anew. */
export function heartbeatRecorded(draft: Draft, visit: OpenVisit): void {
  const { phase } = visit;
  if (phase.type !== 'job' || phase.job.heartbeatSeconds === undefined) return;
  setPhase(draft, visit, {
    ...withoutTimeout(phase),
    heartbeatAt: draft.facts.now + phase.job.heartbeatSeconds * 1000,
  });
  if (phase.timeoutAt !== undefined) visit.phase = { ...(visit.phase as JobPhase), timeoutAt: phase.timeoutAt };
}

/** Only the heartbeat's timer is to be set again. */
function withoutTimeout({ timeoutAt: _, ...phase }: JobPhase): JobPhase {
  return phase;
}

function schemaViolation(visit: OpenVisit, what: 'input' | 'result', violation: string): AslError {
  return {
    error: 'SFC.SchemaViolation',
    cause: `The ${what} of the state '${visit.state}' breaks its schema: ${violation}`,
  };
}

function jobPhase(draft: Draft, job: JobCall): JobPhase {
  const phase: Mutable<JobPhase> = { type: 'job', job };
  if (job.timeoutSeconds !== undefined) phase.timeoutAt = draft.facts.now + job.timeoutSeconds * 1000;
  if (job.heartbeatSeconds !== undefined) phase.heartbeatAt = draft.facts.now + job.heartbeatSeconds * 1000;
  return phase;
}

function* jobOf(draft: Draft, visit: OpenVisit, state: CompiledTask): Work<Result<JobCall>> {
  const input = yield* effectiveInput(draft, visit, state);
  if (!input.ok) return input;
  const job: Mutable<JobCall> = {
    processor: state.processor.text,
    mode: state.mode,
    input: input.value,
    delivery: state.delivery,
  };
  if (state.group !== undefined) job.group = state.group;
  if (state.replyTopic !== undefined) job.replyTopic = state.replyTopic;
  if (state.reply !== undefined) job.reply = state.reply;
  if (!hasSettings(state)) return ok(job);
  return yield* settingsOf(draft, visit, state, job);
}

function hasSettings(state: CompiledTask): boolean {
  return (
    state.timeoutSeconds !== undefined ||
    state.heartbeatSeconds !== undefined ||
    state.credentials !== undefined ||
    state.method !== undefined ||
    state.headers !== undefined ||
    state.queryParameters !== undefined ||
    state.correlation !== undefined
  );
}

const MOST_SECONDS = 99_999_999;

function* settingsOf(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledTask,
  job: Mutable<JobCall>,
): Work<Result<JobCall>> {
  const input = yield* selectInput(draft, visit, state);
  if (!input.ok) return input;
  const env = environment(draft, visit, input.value);
  const timeout = yield* integerOf(state.timeoutSeconds, env, 'TimeoutSeconds', 0, MOST_SECONDS);
  if (!timeout.ok) return timeout;
  if (timeout.value !== undefined) job.timeoutSeconds = timeout.value;
  const heartbeat = yield* integerOf(state.heartbeatSeconds, env, 'HeartbeatSeconds', 0, MOST_SECONDS);
  if (!heartbeat.ok) return heartbeat;
  if (heartbeat.value !== undefined) job.heartbeatSeconds = heartbeat.value;
  const credentials = yield* evaluateOr(state.credentials, env, undefined);
  if (!credentials.ok) return credentials;
  if (credentials.value !== undefined) job.credentials = credentials.value;
  const method = yield* evaluateOr(state.method, env, undefined);
  if (!method.ok) return method;
  if (typeof method.value === 'string') job.method = method.value;
  for (const name of ['headers', 'queryParameters'] as const) {
    const value = yield* evaluateOr(state[name], env, undefined);
    if (!value.ok) return value;
    if (isObject(value.value)) job[name] = value.value;
  }
  return yield* correlationOf(state, env, job);
}

function* correlationOf(
  state: CompiledTask,
  env: ReturnType<typeof environment>,
  job: Mutable<JobCall>,
): Work<Result<JobCall>> {
  if (state.correlation === undefined) return ok(job);
  const evaluated = state.correlation.request(job.input, env);
  const key = evaluated instanceof Promise ? yield* awaitedResult(evaluated) : evaluated;
  if (!key.ok) return key;
  job.correlation = { key: key.value, replyExpression: state.correlation.reply };
  return ok(job);
}

function* awaitedResult(promise: Promise<Result<Json>>): Work<Result<Json>> {
  return (yield promise) as Result<Json>;
}
