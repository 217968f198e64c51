import type { Json } from '../../asl/json.ts';
import { unexpectedResultType } from '../../asl/jsonata/causes.ts';
import type { CompiledChoice, CompiledRule, Field } from '../../asl/program.ts';
import { type Failed, ok, type Result } from '../../asl/result.ts';
import { evaluate, type Outcome, passOutcome, selectInput } from '../data-flow.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import { failEvaluation } from '../failure.ts';
import { environment } from '../scope.ts';
import { leave } from '../transition.ts';
import type { Work } from '../work.ts';

/** Where no rule holds AWS ends the execution with States.Runtime, not with the States.NoChoiceMatched of the specification ("Choice State"). */
export function* enterChoice(draft: Draft, visit: OpenVisit, state: CompiledChoice): Work<void> {
  record(draft, visit, 'ChoiceStateEntered', { input: visit.input }, visit.state);
  const input = yield* selectInput(draft, visit, state);
  if (!input.ok) return yield* failEvaluation(draft, visit, input.error);
  const chosen = yield* choose(draft, visit, state, input.value);
  if (!chosen.ok) return yield* failEvaluation(draft, visit, chosen.error);
  const rule = chosen.value;
  const next = rule?.next ?? state.defaultNext;
  if (next === undefined) {
    const cause = 'Failed to transition out of the state. The state does not point to a next state.';
    return yield* failEvaluation(draft, visit, { error: 'States.Runtime', cause });
  }
  const outcome = yield* outcomeOf(draft, visit, state, rule, input.value);
  if (!outcome.ok) return yield* failEvaluation(draft, visit, outcome.error);
  const taken = rule === undefined ? 'default' : state.rules.indexOf(rule);
  draft.facts.trace?.({ type: 'chose', entry: visit.entry, rule: taken });
  leave(draft, visit, 'Choice', outcome.value, next);
}

function* choose(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledChoice,
  input: Json,
): Work<Result<CompiledRule | undefined>> {
  const env = environment(draft, visit, input);
  for (const [index, rule] of state.rules.entries()) {
    const holds = yield* evaluate(rule.condition, env);
    if (!holds.ok) return holds;
    if (holds.value === true) return ok(rule);
    if (holds.value !== false) return unexpected(rule.condition, index, holds.value);
  }
  return ok(undefined);
}

function unexpected(condition: Field, index: number, value: Json): Failed {
  const text = condition.kind === 'constant' ? JSON.stringify(condition.value) : condition.source;
  return unexpectedResultType(text, `Choices[${index}]/Condition`, 'boolean', value);
}

/** A rule's own Assign and Output take the place of the state's. */
function* outcomeOf(
  draft: Draft,
  visit: OpenVisit,
  state: CompiledChoice,
  rule: CompiledRule | undefined,
  input: Json,
): Work<Result<Outcome>> {
  if (rule === undefined || (rule.assign === undefined && rule.output === undefined && state.language === 'JSONPath')) {
    return yield* passOutcome(draft, visit, rule === undefined ? state : { ...state, assign: undefined }, input);
  }
  return yield* passOutcome(draft, visit, { ...state, assign: rule.assign, output: rule.output ?? undefined }, input);
}
