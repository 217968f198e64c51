import type { Environment } from '../environment.ts';
import { isObject, type Json, type JsonObject, member } from '../json.ts';
import { failed, ok, type Result } from '../result.ts';
import { compileComparison } from './comparison.ts';
import type { CompiledRule } from './compiled-rule.ts';

const maxDepth = 100;

/** Compiles a JSONPath rule: And, Or, Not or one comparison. Next, Assign, Output and Comment are not looked at. */
export function compileChoiceRule(rule: Json): Result<CompiledRule> {
  return compile(rule, 0);
}

function compile(rule: Json, depth: number): Result<CompiledRule> {
  if (!isObject(rule)) return invalid('A choice rule must be an object');
  if (depth > maxDepth) return invalid(`Choice rules must not nest deeper than ${maxDepth} levels`);
  const all = member(rule, 'And');
  if (all !== undefined) return compileJunction(all, false, depth);
  const any = member(rule, 'Or');
  if (any !== undefined) return compileJunction(any, true, depth);
  const negated = member(rule, 'Not');
  return negated !== undefined ? compileNot(negated, depth) : compileComparison(rule as JsonObject);
}

function invalid(cause: string) {
  return failed('States.Runtime', cause);
}

/** Tests rule by rule until one decides: a match decides Or, a rule that does not match decides And. */
function compileJunction(rules: Json, decisive: boolean, depth: number): Result<CompiledRule> {
  if (!Array.isArray(rules) || rules.length === 0) return invalid('And and Or need a list of at least one rule');
  const compiled: CompiledRule[] = [];
  for (const rule of rules) {
    const result = compile(rule, depth + 1);
    if (!result.ok) return result;
    compiled.push(result.value);
  }
  return ok({ evaluate: (env) => decide(compiled, decisive, env) });
}

function decide(rules: readonly CompiledRule[], decisive: boolean, env: Environment): Result<boolean> {
  for (const rule of rules) {
    const result = rule.evaluate(env);
    if (!result.ok || result.value === decisive) return result;
  }
  return ok(!decisive);
}

function compileNot(rule: Json, depth: number): Result<CompiledRule> {
  const compiled = compile(rule, depth + 1);
  if (!compiled.ok) return compiled;
  const inner = compiled.value;
  return ok({
    evaluate: (env) => {
      const result = inner.evaluate(env);
      return result.ok ? ok(!result.value) : result;
    },
  });
}
