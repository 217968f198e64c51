import type { CompiledWait } from '../../asl/program.ts';
import { failed, ok, type Result } from '../../asl/result.ts';
import { parseTimestamp } from '../../asl/timestamp.ts';
import { evaluateOr, inState, passOutcome, selectInput } from '../data-flow.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation } from '../failure.ts';
import { setPhase } from '../phases.ts';
import { environment } from '../scope.ts';
import { failScope, leave } from '../transition.ts';
import type { Work } from '../work.ts';

/** AWS waits at most 99,999,999 seconds. */
const MAX_SECONDS = 99_999_999;

/** A wait that is over already goes on in the same decision. Specification: "Wait State". */
export function* enterWait(draft: Draft, visit: OpenVisit, state: CompiledWait): Work<void> {
  record(draft, visit, 'WaitStateEntered', { input: visit.input }, visit.state);
  const dueTime = yield* dueTimeOf(draft, visit, state);
  if (!dueTime.ok) {
    if (dueTime.error.error === 'States.QueryEvaluationError')
      return yield* failEvaluation(draft, visit, dueTime.error);
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
  const seconds = yield* evaluateOr(state.seconds, env, undefined);
  if (!seconds.ok) return seconds;
  if (seconds.value !== undefined) {
    const number = seconds.value;
    const isValid = typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= MAX_SECONDS;
    if (isValid) return ok(now + number * 1000);
    return failed(
      'States.Runtime',
      `The SecondsPath parameter must be an integer between 0 and ${MAX_SECONDS}, but was ${JSON.stringify(number)}.`,
    );
  }
  const timestamp = yield* evaluateOr(state.timestamp, env, undefined);
  if (!timestamp.ok) return timestamp;
  const time = typeof timestamp.value === 'string' ? parseTimestamp(timestamp.value) : undefined;
  if (time !== undefined) return ok(time);
  return failed(
    'States.Runtime',
    `The TimestampPath parameter must be a timestamp as RFC 3339 defines it, but was ${JSON.stringify(timestamp.value)}.`,
  );
}
