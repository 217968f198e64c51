import type { Environment } from '../../asl/environment.ts';
import type { Json } from '../../asl/json.ts';
import { unexpectedResultType } from '../../asl/jsonata/causes.ts';
import type { CompiledWait, Field } from '../../asl/program.ts';
import { type Failed, failed, ok, type Result } from '../../asl/result.ts';
import { parseTimestamp } from '../../asl/timestamp.ts';
import { evaluate, inState, passOutcome, selectInput } from '../data-flow.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation } from '../failure.ts';
import { environment } from '../scope.ts';
import { setPhase } from '../timers.ts';
import { failScope, leave } from '../transition.ts';
import type { Work } from '../work.ts';

/** AWS waits at most 99,999,999 seconds, or for a timestamp as many as 32 bits hold. */
const MAX_SECONDS = 99_999_999;
const MAX_DELAY_SECONDS = 2 ** 31 - 1;

/** A wait that is over already goes on in the same decision. Specification: "Wait State". */
export function* enterWait(draft: Draft, visit: OpenVisit, state: CompiledWait): Work<void> {
  record(draft, visit, 'WaitStateEntered', { input: visit.input }, visit.state);
  const dueTime = yield* dueTimeOf(draft, visit, state);
  if (!dueTime.ok) {
    if (dueTime.error.error === 'States.QueryEvaluationError')
      return yield* failEvaluation(draft, visit, dueTime.error, state.seconds === undefined ? 'Timestamp' : 'Seconds');
    return failScope(draft, visit, inState(visit, dueTime.error));
  }
  if (dueTime.value <= draft.facts.now) return yield* waitExpired(draft, visit, state);
  setPhase(draft, visit, { type: 'wait', dueTime: dueTime.value });
}

export function* waitExpired(draft: Draft, visit: OpenVisit, state: CompiledWait): Work<void> {
  const input = yield* selectInput(draft, visit, state);
  if (!input.ok) return yield* failEvaluation(draft, visit, input.error);
  const outcome = yield* passOutcome(draft, visit, state, input.value);
  if (!outcome.ok) return yield* failEvaluation(draft, visit, outcome.error);
  leave(draft, visit, 'Wait', outcome.value, state.next);
}

function* dueTimeOf(draft: Draft, visit: OpenVisit, state: CompiledWait): Work<Result<number>> {
  const input = yield* selectInput(draft, visit, state);
  if (!input.ok) return input;
  const env = environment(draft, visit, input.value);
  const { now } = draft.facts;
  if (state.seconds !== undefined) {
    const seconds = yield* secondsOf(state.seconds, env);
    return seconds.ok ? ok(now + seconds.value * 1000) : seconds;
  }
  const time = yield* timestampOf(state.timestamp, env);
  if (!time.ok || time.value - now <= MAX_DELAY_SECONDS * 1000) return time;
  return failed('States.Runtime', 'Wait state delay is too long.');
}

function* secondsOf(field: Field, env: Environment): Work<Result<number>> {
  const result = yield* referenced(field, env, 'Seconds');
  if (!result.ok) return result;
  const { value } = result;
  const isInteger = typeof value === 'number' && Number.isInteger(value);
  if (isInteger && value >= 0 && value <= MAX_SECONDS) return ok(value);
  if (field.kind === 'jsonata') {
    if (!isInteger) return unexpectedResultType(field.source, 'Seconds', 'number', value);
    const cause = `The Seconds field must be an integer between 0 and ${MAX_SECONDS}: ${value}`;
    return failed('States.QueryEvaluationError', cause);
  }
  if (!isInteger) return mismatch(field, 'Seconds', 'cannot be parsed as a long value', value);
  if (value < 0) return mismatch(field, 'Seconds', 'references a negative value', value);
  return mismatch(field, 'Seconds', `references a value larger than ${MAX_SECONDS}`, value);
}

function* timestampOf(field: Field | undefined, env: Environment): Work<Result<number>> {
  if (field === undefined) return ok(env.now);
  const result = yield* referenced(field, env, 'Timestamp');
  if (!result.ok) return result;
  const { value } = result;
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time !== undefined) return ok(time);
  if (field.kind !== 'jsonata') return mismatch(field, 'Timestamp', `does not reference a valid ${TIMESTAMP}`, value);
  if (typeof value !== 'string') return unexpectedResultType(field.source, 'Timestamp', 'string', value);
  return failed('States.QueryEvaluationError', `The Timestamp field cannot be parsed as an ${TIMESTAMP}: ${value}`);
}

const TIMESTAMP = 'ISO-8601 extended offset date-time format string';

function* referenced(field: Field, env: Environment, name: string): Work<Result<Json>> {
  const result = yield* evaluate(field, env);
  if (result.ok || field.kind !== 'path') return result;
  return failed('States.Runtime', `The ${name}Path parameter does not reference an input value: ${field.source}`);
}

function mismatch(field: Field, name: string, problem: string, value: Json): Failed {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const what =
    field.kind === 'path'
      ? `${name}Path parameter ${problem}: ${field.source} == ${text}`
      : `${name} field ${problem}: ${text}`;
  return failed('States.Runtime', `The ${what}`);
}
