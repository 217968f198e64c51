import type { Catcher, Retrier } from '../blueprint.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CompiledCatcher, CompiledRetrier, Working } from '../program.ts';
import type { FieldCompiler } from './fields.ts';

export type Transition = { readonly Next?: string };

interface AnyFields {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

/** What every state has. */
export function commonFields(name: string, state: object, fields: FieldCompiler) {
  const { InputPath, OutputPath, Output, Assign } = state as AnyFields;
  return {
    name,
    language: fields.language,
    inputPath: fields.path(InputPath, 'InputPath'),
    outputPath: fields.path(OutputPath, 'OutputPath'),
    output: fields.language === 'JSONata' ? fields.value(Output, 'Output') : undefined,
    assign: fields.value(Assign, 'Assign'),
  };
}

interface WorkingFields extends AnyFields, Transition {
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly ResultSelector?: Json;
  readonly ResultPath?: string | null;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

/** What the states that do work have: Task, Parallel, Map and Join. */
export function workingFields(name: string, state: object, fields: FieldCompiler): Working {
  const source = state as WorkingFields;
  const parameters =
    fields.language === 'JSONata'
      ? fields.value(source.Arguments, 'Arguments')
      : fields.value(source.Parameters, 'Parameters');
  return {
    ...commonFields(name, state, fields),
    next: source.Next,
    parameters,
    resultSelector: fields.value(source.ResultSelector, 'ResultSelector'),
    resultPath: fields.target(source.ResultPath, 'ResultPath'),
    retriers: (source.Retry ?? []).map(retrier),
    catchers: (source.Catch ?? []).map((catcher, index) => compileCatcher(catcher, `Catch[${index}]`, fields)),
  };
}

/** Specification: "Retrying after error", with its defaults. */
function retrier(source: Retrier): CompiledRetrier {
  return {
    errors: source.ErrorEquals,
    intervalSeconds: source.IntervalSeconds ?? 1,
    maxAttempts: source.MaxAttempts ?? 3,
    backoffRate: source.BackoffRate ?? 2,
    maxDelaySeconds: source.MaxDelaySeconds,
    fullJitter: source.JitterStrategy === 'FULL',
  };
}

function compileCatcher(source: Catcher, place: string, fields: FieldCompiler): CompiledCatcher {
  return {
    errors: source.ErrorEquals,
    next: source.Next,
    resultPath: fields.target(source.ResultPath, `${place}/ResultPath`),
    output: fields.language === 'JSONata' ? fields.value(source.Output, `${place}/Output`) : undefined,
    assign: fields.value(source.Assign, `${place}/Assign`),
  };
}
