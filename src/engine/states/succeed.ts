import type { CompiledSucceed } from '../../asl/program.ts';
import { passOutcome, selectInput } from '../data-flow.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation } from '../failure.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';

/** Specification: "Succeed State". */
export function* enterSucceed(draft: Draft, visit: OpenVisit, state: CompiledSucceed): Work<void> {
  record(draft, visit, 'SucceedStateEntered', { input: visit.input }, visit.state);
  const input = yield* selectInput(draft, visit, state);
  if (!input.ok) return yield* failEvaluation(draft, visit, input.error);
  const outcome = yield* passOutcome(draft, visit, state, input.value);
  if (!outcome.ok) return yield* failEvaluation(draft, visit, outcome.error);
  leave(draft, visit, 'Succeed', outcome.value, undefined);
}
