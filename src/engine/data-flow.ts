import type { Environment } from '../asl/environment.ts';
import { isObject, type Json, type JsonObject } from '../asl/json.ts';
import type { CompiledState, Field, ResultTarget, Working } from '../asl/program.ts';
import { type AslError, failed, ok, type Result } from '../asl/result.ts';
import type { Draft } from './draft.ts';
import type { Visit } from './flow.ts';
import { exceedsLevels, exceedsSize, MOST_LEVELS } from './payload-size.ts';
import type { Seen } from './probe.ts';
import { environment } from './scope.ts';
import { awaited, type Work } from './work.ts';

/** The field's value in the environment. */
export function* evaluate(field: Field, env: Environment): Work<Result<Json>> {
  switch (field.kind) {
    case 'constant':
      return ok(field.value);
    case 'path':
      return field.evaluate(env);
    case 'jsonata':
      return yield* awaited(field.evaluate(env));
  }
}

/** Like `evaluate`, with a value for the field that is not there; hot paths test for that before they make the environment. */
export function* evaluateOr<T extends Json | undefined>(
  field: Field | undefined,
  env: Environment,
  absent: T,
): Work<Result<Json | T>> {
  return field === undefined ? ok(absent) : yield* evaluate(field, env);
}

/** The input after InputPath. Specification: "Input and Output Processing". */
export function* selectInput(draft: Draft, visit: Visit, state: CompiledState): Work<Result<Json>> {
  const selected =
    state.inputPath === undefined
      ? ok(visit.input)
      : yield* evaluate(state.inputPath, environment(draft, visit, visit.input));
  return shown(draft, 'afterInputPath', selected);
}

/** The same value, shown to whoever tests the state. */
export function shown<T extends Json>(draft: Draft, name: keyof Seen, result: Result<T>): Result<T> {
  if (result.ok) draft.facts.probe?.show({ [name]: result.value });
  return result;
}

/** The input after InputPath and Parameters, or Arguments. */
export function* effectiveInput(
  draft: Draft,
  visit: Visit,
  state: CompiledState & { parameters: Field | undefined },
): Work<Result<Json>> {
  const selected = yield* selectInput(draft, visit, state);
  if (!selected.ok || state.parameters === undefined) return shown(draft, 'afterParameters', selected);
  const input = yield* evaluate(state.parameters, environment(draft, visit, selected.value));
  shown(draft, 'afterParameters', input);
  return input.ok ? checkSize(draft, input.value, `The state/task '${visit.state}' was given an input`) : input;
}

export const NOTHING = ok(undefined);

/** What a state hands on: its output and the variables that it assigns. */
export interface Outcome {
  readonly output: Json;
  readonly assigned?: JsonObject | undefined;
}

/** From a state's raw result to its output: ResultSelector, Assign, ResultPath and OutputPath, or Assign and Output. */
export function* resultOutcome(draft: Draft, visit: Visit, state: Working, result: Json): Work<Result<Outcome>> {
  draft.facts.probe?.show({ result });
  if (state.language === 'JSONata') return yield* finalOutcome(draft, visit, state, { result, output: result });
  let selected = result;
  if (state.resultSelector !== undefined) {
    const selection = yield* evaluate(state.resultSelector, environment(draft, visit, result));
    if (!selection.ok) return selection;
    selected = selection.value;
  }
  const assigned =
    state.assign === undefined ? NOTHING : yield* evaluate(state.assign, environment(draft, visit, selected));
  if (!assigned.ok) return assigned;
  return yield* placeResult(draft, visit, state, selected, assigned.value as JsonObject | undefined);
}

/** JSONPath: ResultPath over the raw input, then OutputPath. */
export function* placeResult(
  draft: Draft,
  visit: Visit,
  state: { readonly resultPath: ResultTarget; readonly outputPath: Field | undefined },
  result: Json,
  assigned: JsonObject | undefined,
): Work<Result<Outcome>> {
  draft.facts.probe?.show({ afterResultSelector: result });
  const placed = shown(draft, 'afterResultPath', place(state.resultPath, visit.input, result));
  if (!placed.ok) return placed;
  if (state.outputPath === undefined) return sized(draft, visit, { output: placed.value, assigned });
  const output = yield* evaluate(state.outputPath, environment(draft, visit, placed.value));
  return output.ok ? sized(draft, visit, { output: output.value, assigned }) : output;
}

/** ResultPath: where a result goes. */
export function place(target: ResultTarget, input: Json, result: Json): Result<Json> {
  if (target === undefined) return ok(result);
  return target === null ? ok(input) : target(input, result);
}

/** JSONata: Assign and Output, both over the same environment, and Output's default. */
export function* finalOutcome(
  draft: Draft,
  visit: Visit,
  fields: { readonly assign: Field | undefined; readonly output: Field | undefined },
  values: { readonly output: Json; readonly result?: Json; readonly errorOutput?: Json },
): Work<Result<Outcome>> {
  if (fields.assign === undefined && fields.output === undefined) return sized(draft, visit, { output: values.output });
  const env = environment(draft, visit, visit.input, values);
  const assigned = yield* evaluateOr(fields.assign, env, undefined);
  if (!assigned.ok) return assigned;
  const output = yield* evaluateOr(fields.output, env, values.output);
  if (!output.ok) return output;
  return sized(draft, visit, {
    output: output.value,
    assigned: isObject(assigned.value) ? assigned.value : undefined,
  });
}

/** The outcome of a state without a result of its own (Choice, Wait, Succeed). */
export function* passOutcome(draft: Draft, visit: Visit, state: CompiledState, selected: Json): Work<Result<Outcome>> {
  if (state.language === 'JSONata') return yield* finalOutcome(draft, visit, state, { output: selected });
  if (state.assign === undefined && state.outputPath === undefined) return sized(draft, visit, { output: selected });
  const env = environment(draft, visit, selected);
  const assigned = yield* evaluateOr(state.assign, env, undefined);
  if (!assigned.ok) return assigned;
  const output = yield* evaluateOr(state.outputPath, env, selected);
  if (!output.ok) return output;
  return sized(draft, visit, { output: output.value, assigned: assigned.value as JsonObject | undefined });
}

/** The outcome, unless its output or its variables are too large to keep. */
export function sized(draft: Draft, visit: Visit, outcome: Outcome): Result<Outcome> {
  const { output, assigned } = outcome;
  const what = `The state/task '${visit.state}'`;
  const size = output === visit.input ? ok(output) : checkSize(draft, output, `${what} returned a result`);
  if (!size.ok) return size;
  if (assigned === undefined) return ok(outcome);
  const variables = checkSize(draft, assigned, `${what} assigned variables`);
  if (!variables.ok) return variables;
  const most = draft.facts.limits.payloadBytes * SCOPE_PAYLOADS;
  const kept = checkSize(draft, { ...visit.variables, ...assigned }, `${what} keeps variables`, most);
  return kept.ok ? ok(outcome) : kept;
}

/** AWS keeps 10 MiB of variables where a payload, and what one Assign sets, has 256 KiB. */
const SCOPE_PAYLOADS = 40;

const DATA_LIMIT = 'States.DataLimitExceeded';

/** States.DataLimitExceeded where the payload is larger than the limit. */
export function checkSize(
  draft: Draft,
  value: Json,
  what: string,
  limit = draft.facts.limits.payloadBytes,
): Result<Json> {
  if (!exceedsSize(value, limit)) return ok(value);
  if (exceedsLevels(value)) return failed(DATA_LIMIT, `${what} that is nested more than ${MOST_LEVELS} levels deep.`);
  return failed(DATA_LIMIT, `${what} with a size exceeding the maximum number of bytes service limit.`);
}

/** An evaluation error, worded with the state that it happened in, as AWS does. */
export function inState(visit: Visit, error: AslError): AslError {
  if (error.error === DATA_LIMIT) return error;
  const where = `An error occurred while executing the state '${visit.state}' (entered at the event id #${visit.enteredEvent}).`;
  return { error: error.error, cause: error.cause === undefined ? where : `${where} ${error.cause}` };
}
