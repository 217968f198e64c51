import type { Environment } from '../asl/environment.ts';
import type { Json } from '../asl/json.ts';
import { unexpectedResultType } from '../asl/jsonata/causes.ts';
import type { Field } from '../asl/program.ts';
import { type Failed, failed, ok, type Result } from '../asl/result.ts';
import { evaluate } from './data-flow.ts';
import type { Work } from './work.ts';

/** A field's value that is not what the field takes, in AWS's words. `what` is AWS's name of the type: `integer`, `float`, `string`. */
export function unexpectedValue(field: Field, name: string, what: string, value: Json): Failed {
  if (field.kind === 'jsonata') {
    const type = what === 'string' ? 'string' : 'number';
    if (typeof value !== type) return unexpectedResultType(field.source, name, type, value);
    return failed('States.QueryEvaluationError', `The ${name} field cannot be parsed as an ${what}: ${value}`);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (field.kind === 'constant')
    return failed('States.Runtime', `The field '${name}' must be a valid ${what}, but was ${text}.`);
  return failed(
    'States.Runtime',
    `The ${name}Path field refers to value "${text}" which is not a valid ${what}: ${field.source}`,
  );
}

/** The field's integer, from `least` to `most`; undefined where the field is absent. */
export function* integerOf(
  field: Field | undefined,
  env: Environment,
  name: string,
  least: number,
  most?: number,
): Work<Result<number | undefined>> {
  if (field === undefined) return ok(undefined);
  const result = yield* evaluate(field, env);
  if (!result.ok) return result;
  const number = numberIn(field, result.value);
  if (number === undefined || !Number.isInteger(number)) return unexpectedValue(field, name, 'integer', result.value);
  if (number >= least && number <= (most ?? number)) return ok(number);
  if (most === undefined) return unexpectedValue(field, name, 'integer', result.value);
  const error = field.kind === 'jsonata' ? 'States.QueryEvaluationError' : 'States.Runtime';
  return failed(error, `${name} must be between ${least} and ${most} but was: ${number}`);
}

/** The number that a field's value stands for; a path may lead to its text. */
export function numberIn(field: Field, value: Json): number | undefined {
  if (typeof value === 'number') return value;
  const isText = field.kind === 'path' && typeof value === 'string' && value.trim() !== '';
  return isText && Number.isFinite(Number(value)) ? Number(value) : undefined;
}
