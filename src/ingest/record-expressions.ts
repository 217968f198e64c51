import type { QueryLanguage } from '../asl/blueprint.ts';
import { compileChoiceRule } from '../asl/choice/rule.ts';
import type { Environment } from '../asl/environment.ts';
import { isObject, type Json, member } from '../asl/json.ts';
import { compileJsonata } from '../asl/jsonata/expression.ts';
import { compileJsonataTemplate } from '../asl/jsonata/template.ts';
import { isJsonataExpression } from '../asl/jsonata/text.ts';
import { failed, ok, type Result } from '../asl/result.ts';
import { compileExpression, compileTemplate } from '../asl/template.ts';

/** A field of a trigger or of a correlation, ready to be evaluated. */
export interface RecordExpression {
  evaluate(env: Environment): Result<Json> | Promise<Result<Json>>;
}

/** JSONata: an expression, or a Choice rule's Condition. JSONPath: a Choice rule, or an expression. `field` is for failures. */
export function compileFilter(filter: Json, language: QueryLanguage): Result<RecordExpression> {
  if (language === 'JSONata') return compileValue(condition(filter), language, 'Filter');
  return typeof filter === 'string' ? compileText(filter, language, 'Filter') : compileChoiceRule(filter);
}

function condition(filter: Json): Json {
  return isObject(filter) ? (member(filter, 'Condition') ?? filter) : filter;
}

/** JSON with expressions in it. */
export function compileValue(json: Json, language: QueryLanguage, field: string): Result<RecordExpression> {
  if (language === 'JSONata') {
    const template = compileJsonataTemplate(json);
    if (!template.ok) return template;
    const { value } = template;
    return ok({ evaluate: (env) => (value.isConstant ? ok(value.constant) : value.evaluate(env, field)) });
  }
  if (typeof json === 'string' && /^(\$|States\.)/.test(json)) return compileText(json, language, field);
  return compileTemplate(json);
}

/** One expression: `{% … %}`, or a path or a call of an intrinsic function where the language is not JSONata. */
export function compileText(
  text: string,
  language: QueryLanguage | undefined,
  field: string,
): Result<RecordExpression> {
  if (!isJsonataExpression(text) && language === 'JSONata') {
    return failed('States.QueryEvaluationError', `${field} must be a JSONata expression in {% %}.`);
  }
  const expression = isJsonataExpression(text) ? compileJsonata(text) : compileExpression(text);
  if (!expression.ok) return expression;
  const { value } = expression;
  return ok({ evaluate: (env) => value.evaluate(env, field) });
}
