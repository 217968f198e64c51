import { isObject } from '../../asl/json.ts';
import type { CompiledPass } from '../../asl/program.ts';
import { effectiveInput, evaluate, finalOutcome, NOTHING, placeResult, shown } from '../data-flow.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation } from '../failure.ts';
import { environment } from '../scope.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';

/** Specification: "Pass State". */
export function* enterPass(draft: Draft, visit: OpenVisit, state: CompiledPass): Work<void> {
  record(draft, visit, 'PassStateEntered', { input: visit.input }, visit.state);
  const outcome =
    state.language === 'JSONata'
      ? yield* finalOutcome(draft, visit, state, { output: visit.input })
      : yield* pathOutcome(draft, visit, state);
  if (!outcome.ok) return yield* failEvaluation(draft, visit, outcome.error);
  leave(draft, visit, 'Pass', outcome.value, state.next);
}

/** A Result takes the place of the input: AWS then evaluates neither InputPath nor Parameters. */
function* pathOutcome(draft: Draft, visit: OpenVisit, state: CompiledPass) {
  const result =
    state.result === undefined
      ? yield* effectiveInput(draft, visit, state)
      : shown(draft, 'result', yield* evaluate(state.result, environment(draft, visit, visit.input)));
  if (!result.ok) return result;
  const assigned =
    state.assign === undefined ? NOTHING : yield* evaluate(state.assign, environment(draft, visit, result.value));
  if (!assigned.ok) return assigned;
  return yield* placeResult(draft, visit, state, result.value, isObject(assigned.value) ? assigned.value : undefined);
}
