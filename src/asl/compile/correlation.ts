import { SfcError } from '../../errors/sfc-error.ts';
import type { Environment } from '../environment.ts';
import { isObject, type Json, member } from '../json.ts';
import { compileJsonata } from '../jsonata/expression.ts';
import { isJsonataExpression } from '../jsonata/text.ts';
import { failed, type Result } from '../result.ts';
import { compileExpression } from '../template.ts';

/** One side of a Task's `Correlation`: an expression that sees the message as `$request` or `$reply`. */
export type CorrelationExpression = (message: Json, env?: Environment) => Result<Json> | Promise<Result<Json>>;

/** Compiles `$reply.path` (JSONPath) or `{% … %}` (JSONata). Throws SFC_INVALID_BLUEPRINT where it is neither. */
export function compileCorrelation(text: string, side: 'request' | 'reply'): CorrelationExpression {
  const field = `Correlation/${side === 'request' ? 'Request' : 'Reply'}`;
  const evaluate = isJsonataExpression(text) ? jsonata(text, field) : jsonPath(text, field);
  return (message, env) => evaluate(messageEnvironment(message, side, env));
}

function jsonata(text: string, field: string): (env: Environment) => Promise<Result<Json>> {
  const compiled = compileJsonata(text);
  if (!compiled.ok) throw refusal(field, compiled.error.cause);
  return (env) => compiled.value.evaluate(env, field);
}

function jsonPath(text: string, field: string): (env: Environment) => Result<Json> {
  const compiled = compileExpression(text);
  if (!compiled.ok) throw refusal(field, compiled.error.cause);
  return (env) => {
    const result = compiled.value.evaluate(env, field);
    return !result.ok || isScalar(result.value)
      ? result
      : failed('States.Runtime', `'${field}' must give a string, a number or a boolean.`);
  };
}

function isScalar(value: Json): boolean {
  return !isObject(value) && !Array.isArray(value) && value !== null;
}

function refusal(field: string, cause: string | undefined): SfcError {
  return new SfcError('SFC_INVALID_BLUEPRINT', `Field '${field}': ${cause ?? 'not an expression'}`);
}

function messageEnvironment(message: Json, side: string, env: Environment | undefined): Environment {
  const variables = { [side]: message };
  return {
    input: message,
    context: () => env?.context() ?? {},
    variable: (name) => member(variables, name) ?? env?.variable(name),
    now: env?.now ?? 0,
    random: env?.random ?? (() => 0),
  };
}
