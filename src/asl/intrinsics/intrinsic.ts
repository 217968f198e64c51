import type { Environment } from '../environment.ts';
import type { Json } from '../json.ts';
import { pathNotInArgument } from '../paths/missing-path.ts';
import { failed, ok, type Result } from '../result.ts';
import { type Argument, type Expression, Refusal } from './call.ts';
import { parseIntrinsic } from './parse-intrinsic.ts';

/** A call of an intrinsic function, its calls within calls included. Specification: "Intrinsic Functions". */
export interface CompiledIntrinsic {
  readonly source: string;
  readonly expression: Expression;
  /**
   * Fails with States.Runtime, as AWS does, when a path finds nothing and when a function refuses its arguments;
   * the specification's States.IntrinsicFailure is a name that AWS documents but does not use.
   */
  readonly evaluate: (env: Environment) => Result<Json>;
}

/** Compiles `States.Name(...)`. Fails on a malformed call, on an unknown function and on calls nested more than ten deep. */
export function compileIntrinsic(text: string): Result<CompiledIntrinsic> {
  const parsed = parseIntrinsic(text);
  if (!parsed.ok) return parsed;
  const source = text.trim();
  const expression = parsed.value;
  return ok({ source, expression, evaluate: (env) => evaluate(expression, source, env) });
}

function evaluate(expression: Expression, source: string, env: Environment): Result<Json> {
  switch (expression.type) {
    case 'literal':
      return ok(expression.value);
    case 'path': {
      const result = expression.path.evaluate(env);
      return result.ok ? result : pathNotInArgument(expression.path, source, env);
    }
    case 'call':
      return evaluateCall(expression, source, env);
  }
}

type Call = Extract<Expression, { type: 'call' }>;

function evaluateCall(call: Call, source: string, env: Environment): Result<Json> {
  const values: Argument[] = [];
  for (const parameter of call.parameters) {
    const result = evaluate(parameter, source, env);
    if (!result.ok) return result;
    values.push({ value: result.value, template: parameter.type === 'literal' ? parameter.template : undefined });
  }
  const value = call.intrinsic(values, env);
  if (value !== undefined && !(value instanceof Refusal)) return ok(value);
  const reason = value?.reason ?? `Invalid arguments in ${call.name}`;
  return failed('States.Runtime', `The function '${source}' had the following error: ${reason}`);
}
