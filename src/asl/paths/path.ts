import type { Environment } from '../environment.ts';
import type { Json } from '../json.ts';
import { failed, ok, type Result } from '../result.ts';
import { spendWork, workLeft } from '../work.ts';
import { definiteKeys, type Key, readerOf } from './definite.ts';
import { parsePath } from './parse-path.ts';
import { planOf } from './plan.ts';
import { startRun } from './run.ts';
import { isDefinitePath, type ParsedPath } from './token.ts';

/** What a path reads: the input (`$`), the context object (`$$`) or a workflow variable (`$name`). */
export type PathRoot = 'input' | 'context' | { readonly variable: string };

/** A path that is ready to be evaluated any number of times. Specification: "Paths". */
export interface CompiledPath {
  readonly source: string;
  readonly root: PathRoot;
  /** A definite path gives the one value it names or fails; any other gives the list of all values it selects. */
  readonly isDefinite: boolean;
  /** Fails with States.Runtime and the cause that AWS gives for fields such as InputPath; see `missing-path.ts` for others. */
  readonly evaluate: (env: Environment) => Result<Json>;
  /** As `evaluate`, but an index outside its list is null at the end of a path: in payload templates AWS leaves it so. */
  readonly evaluateInTemplate: (env: Environment) => Result<Json>;
}

/** Compiles a path with the semantics of Jayway JsonPath 2.9, which AWS uses. Specification: "Paths". */
export function compilePath(text: string): Result<CompiledPath> {
  const source = text.trim();
  const split = splitRoot(source);
  if (split === undefined) return failed('States.Runtime', `Invalid path '${text}' : Path must start with '$'`);
  const parsed = parsePath(split.path);
  if (!parsed.ok) return failed('States.Runtime', `Invalid path '${text}' : ${parsed.error.cause ?? ''}`);
  return ok(makePath(source, split.root, parsed.value));
}

/** The document that a path with this root is about, or undefined for a variable that is not assigned. */
export function documentOf(root: PathRoot, env: Environment): Json | undefined {
  if (root === 'input') return env.input;
  return root === 'context' ? env.context() : env.variable(root.variable);
}

function splitRoot(source: string): { root: PathRoot; path: string } | undefined {
  if (source.startsWith('$$')) return { root: 'context', path: source.slice(1) };
  const variable = /^\$([\p{ID_Start}_][\p{ID_Continue}]*)/u.exec(source)?.[1];
  if (variable !== undefined) return { root: { variable }, path: `$${source.slice(variable.length + 1)}` };
  return source.startsWith('$') ? { root: 'input', path: source } : undefined;
}

function makePath(source: string, root: PathRoot, parsed: ParsedPath): CompiledPath {
  const keys = definiteKeys(parsed);
  const slow = slowEvaluation(source, root, parsed);
  const evaluate = keys === undefined ? slow : fastEvaluation(root, keys, slow);
  return {
    source,
    root,
    isDefinite: isDefinitePath(parsed),
    evaluate,
    evaluateInTemplate: inTemplate(root, keys, evaluate, isDefinitePath(parsed)),
  };
}

type Evaluate = (env: Environment) => Result<Json>;

/** In payload templates AWS gives null for a last index outside its list, and the empty list where an indefinite path leads nowhere. */
function inTemplate(
  root: PathRoot,
  keys: readonly Key[] | undefined,
  evaluate: Evaluate,
  isDefinite: boolean,
): Evaluate {
  if (typeof keys?.at(-1) === 'number') return lenientEvaluation(root, keys, evaluate);
  if (isDefinite) return evaluate;
  return (env) => {
    const result = evaluate(env);
    return result.ok || documentOf(root, env) === undefined ? result : ok([]);
  };
}

/** A visit costs so much less than a step of a JSONata evaluation. */
const visitsPerStep = 8;
const manyVisits = 100;

function slowEvaluation(source: string, root: PathRoot, parsed: ParsedPath): Evaluate {
  let plan: ReturnType<typeof planOf> | undefined;
  return (env) => {
    const document = documentOf(root, env);
    if (document === undefined)
      return failed('States.Runtime', `Invalid path '${source}' : The variable is not assigned`);
    const run = startRun(document, false, undefined, workLeft(env) * visitsPerStep);
    plan ??= planOf(parsed);
    const value = plan(document, run);
    const visits = run.shared.visits - run.shared.visitsLeft;
    if (visits > manyVisits) spendWork(env, visits / visitsPerStep);
    return value === undefined ? failed('States.Runtime', `Invalid path '${source}' : ${run.problem}`) : ok(value);
  };
}

/** Names and indexes only: read straight from the document, and run the plan only to say why nothing was found. */
function fastEvaluation(root: PathRoot, keys: readonly Key[], slow: Evaluate): Evaluate {
  const read = readerOf(keys);
  return (env) => {
    const document = documentOf(root, env);
    const value = document === undefined ? undefined : read(document);
    return value === undefined ? slow(env) : ok(value);
  };
}

function lenientEvaluation(root: PathRoot, keys: readonly Key[], evaluate: Evaluate): Evaluate {
  const readList = readerOf(keys.slice(0, -1));
  return (env) => {
    const result = evaluate(env);
    if (result.ok) return result;
    const document = documentOf(root, env);
    return document !== undefined && Array.isArray(readList(document)) ? ok(null) : result;
  };
}
