import type { Environment } from './environment.ts';
import { type CompiledIntrinsic, compileIntrinsic } from './intrinsics/intrinsic.ts';
import { isObject, type Json, type JsonObject, member, setMember } from './json.ts';
import { pathNotInField } from './paths/missing-path.ts';
import { type CompiledPath, compilePath } from './paths/path.ts';
import { failed, ok, type Result } from './result.ts';

/** A path or a call of an intrinsic function: what may stand behind a key that ends in `.$`, in ErrorPath and in CausePath. */
export interface CompiledExpression {
  readonly source: string;
  /** The path or the call, for those who must look into it. */
  readonly path?: CompiledPath;
  readonly intrinsic?: CompiledIntrinsic;
  /** Fails with States.Runtime; a path that finds nothing is worded with the field's name, a template's `.$` included. */
  readonly evaluate: (env: Environment, field: string) => Result<Json>;
}

/** Compiles `$…` as a path and `States.…` as an intrinsic function; anything else fails. */
export function compileExpression(text: string): Result<CompiledExpression> {
  if (text.startsWith('$')) {
    const path = compilePath(text);
    return path.ok ? ok(pathExpression(path.value)) : path;
  }
  const intrinsic = compileIntrinsic(text);
  if (!intrinsic.ok) return intrinsic;
  const { source, evaluate } = intrinsic.value;
  return ok({ source, intrinsic: intrinsic.value, evaluate: (env) => evaluate(env) });
}

function pathExpression(path: CompiledPath): CompiledExpression {
  const evaluate = (env: Environment, field: string) => {
    const result = path.evaluateInTemplate(env);
    return result.ok ? result : pathNotInField(path, field, env);
  };
  return { source: path.source, path, evaluate };
}

/** A payload template: JSON in which keys that end in `.$` are replaced. Specification: "Payload Template". */
export interface Template {
  /** Whether nothing in the template is replaced; evaluating it then gives the template itself. */
  readonly isConstant: boolean;
  /** The template's own JSON filled in; constant parts are shared with it, not copied. Fails with States.Runtime. */
  readonly evaluate: (env: Environment) => Result<Json>;
}

const maxDepth = 200;

/** Compiles Parameters, ResultSelector, ItemSelector and the like. Fails where a `.$` key holds no path and no intrinsic. */
export function compileTemplate(json: Json): Result<Template> {
  const part = compilePart(json, 0);
  return part.ok ? ok({ isConstant: part.value === undefined, evaluate: part.value ?? constant(json) }) : part;
}

type Evaluate = (env: Environment) => Result<Json>;

function constant(json: Json): Evaluate {
  const result = ok(json);
  return () => result;
}

/** How to fill in a part of a template; undefined for a constant part. */
function compilePart(json: Json, depth: number): Result<Evaluate | undefined> {
  if (depth > maxDepth)
    return failed('States.Runtime', `A payload template must not nest deeper than ${maxDepth} levels`);
  if (Array.isArray(json)) return compileList(json, depth);
  return isObject(json) ? compileObject(json, depth) : ok(undefined);
}

function compileList(list: readonly Json[], depth: number): Result<Evaluate | undefined> {
  const parts: (Evaluate | undefined)[] = [];
  for (const item of list) {
    const part = compilePart(item, depth + 1);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  if (parts.every((part) => part === undefined)) return ok(undefined);
  const evaluations = list.map((item, at) => parts[at] ?? constant(item));
  return ok((env) => fillList(evaluations, env));
}

function fillList(evaluations: readonly Evaluate[], env: Environment): Result<Json> {
  const items: Json[] = [];
  for (const evaluate of evaluations) {
    const result = evaluate(env);
    if (!result.ok) return result;
    items.push(result.value);
  }
  return ok(items);
}

interface Entry {
  readonly name: string;
  readonly evaluate: Evaluate;
}

function compileObject(object: JsonObject, depth: number): Result<Evaluate | undefined> {
  const entries: Entry[] = [];
  let isConstant = true;
  for (const key of Object.keys(object)) {
    const value = member(object, key) ?? null;
    const isReplaced = key.endsWith('.$');
    const part = isReplaced ? compileField(key, value) : compilePart(value, depth + 1);
    if (!part.ok) return part;
    if (part.value !== undefined) isConstant = false;
    entries.push({ name: isReplaced ? key.slice(0, -2) : key, evaluate: part.value ?? constant(value) });
  }
  return ok(isConstant ? undefined : (env) => fillObject(entries, env));
}

function compileField(key: string, value: Json): Result<Evaluate> {
  const expression = typeof value === 'string' ? compileExpression(value) : undefined;
  if (expression?.ok !== true) {
    const cause = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`;
    return failed('States.Runtime', cause);
  }
  const { evaluate } = expression.value;
  return ok((env) => evaluate(env, key));
}

function fillObject(entries: readonly Entry[], env: Environment): Result<Json> {
  const object: Record<string, Json> = {};
  for (const { name, evaluate } of entries) {
    const result = evaluate(env);
    if (!result.ok) return result;
    setMember(object, name, result.value);
  }
  return ok(object);
}
