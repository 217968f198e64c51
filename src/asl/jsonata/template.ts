import type { Environment } from '../environment.ts';
import { isObject, type Json, setMember } from '../json.ts';
import { failed, ok, type Result } from '../result.ts';
import { compileJsonata } from './expression.ts';
import { isJsonataExpression } from './text.ts';

/**
 * The value of a field such as Arguments, Output or Assign: JSON in which every string that is exactly `{% … %}` is an
 * expression. Expressions are evaluated in the order of the document; the first failure is the result.
 */
export type JsonataTemplate = ConstantTemplate | EvaluatedTemplate;

export interface ConstantTemplate {
  readonly isConstant: true;
  readonly constant: Json;
}
export interface EvaluatedTemplate {
  readonly isConstant: false;
  /** `field` names the field in failures; what is nested is named by the path below it: `Output/total`. */
  readonly evaluate: (env: Environment, field: string) => Promise<Result<Json>>;
}

const maxDepth = 200;

/** Compiles a field's value. Fails with the first expression that cannot be compiled. */
export function compileJsonataTemplate(json: Json): Result<JsonataTemplate> {
  return compilePart(json, 0);
}

function compilePart(json: Json, depth: number): Result<JsonataTemplate> {
  if (depth > maxDepth) {
    return failed('States.Runtime', `A template must not nest deeper than ${maxDepth} levels`);
  }
  if (typeof json === 'string' && isJsonataExpression(json)) {
    const expression = compileJsonata(json);
    return expression.ok ? ok({ isConstant: false, evaluate: expression.value.evaluate }) : expression;
  }
  if (typeof json !== 'object' || json === null) {
    return ok({ isConstant: true, constant: json });
  }
  const members = Object.entries(json);
  const parts: [key: string, part: JsonataTemplate][] = [];
  for (const [key, value] of members) {
    const part = compilePart(value, depth + 1);
    if (!part.ok) {
      return part;
    }
    parts.push([key, part.value]);
  }
  if (parts.every(([, part]) => part.isConstant)) {
    return ok({ isConstant: true, constant: json });
  }
  const assemble = isObject(json) ? assembleObject : assembleArray;
  return ok({ isConstant: false, evaluate: (env, field) => evaluateParts(parts, env, field, assemble) });
}

async function evaluateParts(
  parts: readonly (readonly [key: string, part: JsonataTemplate])[],
  env: Environment,
  field: string,
  assemble: (members: readonly (readonly [string, Json])[]) => Json,
): Promise<Result<Json>> {
  const members: [string, Json][] = [];
  for (const [key, part] of parts) {
    const value = part.isConstant ? ok(part.constant) : await part.evaluate(env, `${field}/${key}`);
    if (!value.ok) {
      return value;
    }
    members.push([key, value.value]);
  }
  return ok(assemble(members));
}

function assembleObject(members: readonly (readonly [string, Json])[]): Json {
  const result: Record<string, Json> = {};
  for (const [key, value] of members) {
    setMember(result, key, value);
  }
  return result;
}

function assembleArray(members: readonly (readonly [string, Json])[]): Json {
  return members.map(([, value]) => value);
}
