import type { Environment } from '../environment.ts';
import { type Json, type JsonObject, member } from '../json.ts';
import { pathNotInChoice } from '../paths/missing-path.ts';
import { type CompiledPath, compilePath } from '../paths/path.ts';
import { failed, ok, type Result } from '../result.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { orderedOperator, type Test } from './ordered-operators.ts';
import { matchesWildcards } from './string-matches.ts';
import { typeTest } from './type-tests.ts';

/** Compiles a rule that compares one Variable. Specification: "Data Test Expression". */
export function compileComparison(rule: JsonObject): Result<CompiledRule> {
  const variable = compileVariable(member(rule, 'Variable'));
  if (!variable.ok) return variable;
  for (const operator of Object.keys(rule)) {
    const compiled = compileOperator(operator, member(rule, operator) ?? null, variable.value);
    if (compiled !== undefined) return compiled;
  }
  return failed('States.Runtime', 'A choice rule must have a comparison operator');
}

function compileVariable(text: Json | undefined): Result<CompiledPath> {
  return typeof text === 'string' ? compilePath(text) : failed('States.Runtime', 'Variable must be a path');
}

/** Undefined where the key is no operator. */
function compileOperator(operator: string, operand: Json, variable: CompiledPath): Result<CompiledRule> | undefined {
  if (operator === 'IsPresent') return compilePresence(operand, variable);
  if (operator === 'StringMatches') return compileMatch(operand, variable);
  const isType = typeTest(operator);
  if (isType !== undefined) return compileTypeTest(operator, operand, isType, variable);
  const constantTest = orderedOperator(operator);
  if (constantTest !== undefined) return compileConstant(operator, operand, constantTest, variable);
  const pathTest = operator.endsWith('Path') ? orderedOperator(operator.slice(0, -'Path'.length)) : undefined;
  return pathTest && compilePathOperand(operator, operand, pathTest, variable);
}

function invalidOperand(operator: string): Result<CompiledRule> {
  return failed('States.Runtime', `Invalid operand of ${operator}`);
}

function rule(variable: CompiledPath, test: (value: Json, env: Environment) => Result<boolean>): Result<CompiledRule> {
  return ok({
    evaluate: (env) => {
      const value = variable.evaluate(env);
      return value.ok ? test(value.value, env) : pathNotInChoice(variable);
    },
  });
}

function compilePresence(operand: Json, variable: CompiledPath): Result<CompiledRule> {
  if (typeof operand !== 'boolean') return invalidOperand('IsPresent');
  return ok({ evaluate: (env) => ok(variable.evaluate(env).ok === operand) });
}

function compileMatch(operand: Json, variable: CompiledPath): Result<CompiledRule> {
  if (typeof operand !== 'string') return invalidOperand('StringMatches');
  const matches = matchesWildcards(operand);
  return rule(variable, (value) => ok(typeof value === 'string' && matches(value)));
}

function compileTypeTest(operator: string, operand: Json, test: (value: Json) => boolean, variable: CompiledPath) {
  if (typeof operand !== 'boolean') return invalidOperand(operator);
  return rule(variable, (value) => ok(test(value) === operand));
}

function compileConstant(operator: string, operand: Json, test: Test, variable: CompiledPath): Result<CompiledRule> {
  const compare = test(operand);
  return compare === undefined ? invalidOperand(operator) : rule(variable, (value) => ok(compare(value)));
}

/** A path to a value of the wrong type is like a comparison with it: it does not match. */
function compilePathOperand(operator: string, operand: Json, test: Test, variable: CompiledPath): Result<CompiledRule> {
  const path = typeof operand === 'string' ? compilePath(operand) : undefined;
  if (path?.ok !== true) return invalidOperand(operator);
  return rule(variable, (value, env) => {
    const other = path.value.evaluate(env);
    if (!other.ok) return pathNotInChoice(path.value);
    return ok(test(other.value)?.(value) ?? false);
  });
}
