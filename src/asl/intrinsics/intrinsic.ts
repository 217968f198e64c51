import type { Environment } from '../environment.ts';
import type { Json } from '../json.ts';
import { pathNotInArgument } from '../paths/missing-path.ts';
import { failed, ok, type Result } from '../result.ts';
import { weightOf } from '../weight.ts';
import { spendWork, workLeft } from '../work.ts';
import { type Argument, type Expression, Refusal } from './call.ts';
import { readsDeeply } from './catalog.ts';
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
  const value = spendOnArguments(call, values, env) ?? call.intrinsic(values, env);
  if (value !== undefined && !(value instanceof Refusal)) return ok(value);
  const reason = value?.reason ?? `Invalid arguments in ${call.name}`;
  return failed('States.Runtime', `The function '${source}' had the following error: ${reason}`);
}

/** Functions that read or copy no more than the items of a list or the characters of a text are charged for these. */
function spendOnArguments(call: Call, values: readonly Argument[], env: Environment): Refusal | undefined {
  const isDeep = readsDeeply(call.name);
  let size = 0;
  for (const { value } of values) {
    if (isDeep) size += weightOf(value, maxSize - size);
    else if (typeof value === 'string' || Array.isArray(value)) size += value.length;
  }
  spendWork(env, size < smallSize ? 0 : size / 8);
  return size > maxSize || workLeft(env) < 0 ? new Refusal(`The arguments of ${call.name} are too large`) : undefined;
}

const maxSize = 1_048_576;
/** What costs no more than finding out its size is not counted. */
const smallSize = 64;
