import type { Json } from '../../asl/json.ts';
import type { CompiledFail, Field } from '../../asl/program.ts';
import type { AslError } from '../../asl/result.ts';
import { ok, type Result } from '../../asl/result.ts';
import { evaluate } from '../data-flow.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation, failState } from '../failure.ts';
import { unexpectedValue } from '../numbers.ts';
import { environment } from '../scope.ts';
import type { Work } from '../work.ts';

/** Specification: "Fail State". */
export function* enterFail(draft: Draft, visit: OpenVisit, state: CompiledFail): Work<void> {
  record(draft, visit, 'FailStateEntered', { input: visit.input }, visit.state);
  const error = yield* textOf(draft, visit, state.error, 'Error');
  if (!error.ok) return yield* failEvaluation(draft, visit, error.error);
  const cause = yield* textOf(draft, visit, state.cause, 'Cause');
  if (!cause.ok) return yield* failEvaluation(draft, visit, cause.error);
  const failure: AslError = { error: error.value ?? '' };
  yield* failState(draft, visit, cause.value === undefined ? failure : { ...failure, cause: cause.value });
}

function* textOf(
  draft: Draft,
  visit: OpenVisit,
  field: Field | undefined,
  name: string,
): Work<Result<string | undefined>> {
  if (field === undefined) return ok(undefined);
  const value: Result<Json> = yield* evaluate(field, environment(draft, visit, visit.input));
  if (!value.ok) return value;
  if (typeof value.value === 'string') return ok(value.value);
  return unexpectedValue(field, name, 'string', value.value);
}
