import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isObject, type Json, type JsonObject } from '../asl/json.ts';
import type { SchemaCheck, SchemaCompiler } from '../asl/program.ts';
import { failed, ok, type Result } from '../asl/result.ts';
import { createBudget, withBudget } from './check-budget.ts';
import { linearRegExp } from './linear-reg-exp.ts';
import { hasUniqueItems } from './unique-items.ts';

const CACHED = 500;
/** Of a schema's text. Compiling takes time with the square of it. */
const MAX_LENGTH = 200_000;

/**
 * Compiles JSON Schema 2020-12 with formats; keywords it does not know mean nothing. The same schema is compiled once.
 * Nothing is ever loaded: a `$ref` must point into the schema itself. Every check ends, whatever schema and value are.
 */
export function createSchemaCompiler(): SchemaCompiler {
  const metaSchema = new Ajv2020({ strict: false, logger: false });
  const cache = new Map<string, Result<SchemaCheck>>();

  return (schema) => {
    const text = JSON.stringify(schema);
    const known = cache.get(text);
    if (known !== undefined) return known;
    const compiled =
      text.length > MAX_LENGTH ? refused(`longer than ${MAX_LENGTH} characters`) : compile(schema, metaSchema);
    cache.set(text, compiled);
    const [oldest] = cache.keys();
    if (cache.size > CACHED && oldest !== undefined) cache.delete(oldest);
    return compiled;
  };
}

function compile(schema: JsonObject | boolean, metaSchema: Ajv2020): Result<SchemaCheck> {
  if (typeof schema === 'boolean') return ok(() => (schema ? undefined : 'nothing is allowed here'));
  // `$schema` of another draft is read as 2020-12, `$async` would make promises of checks.
  const { $schema: _, $async: __, ...own } = schema;
  try {
    if (!metaSchema.validateSchema(own))
      return refused(metaSchema.errorsText(metaSchema.errors, { dataVar: 'schema' }));
    const budget = createBudget();
    const validate = compilerFor(budget.spend).compile(withBudget(own) as JsonObject);
    return ok((value) => check(validate, value, budget.renew));
  } catch (error) {
    return refused((error as Error).message);
  }
}

/** One for each schema: ids and anchors of strangers never meet. */
function compilerFor(spend: () => void): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    meta: false,
    validateSchema: false,
    ownProperties: true,
    inlineRefs: false,
    $comment: spend,
    code: { regExp: linearRegExp },
  });
  addFormats.default(ajv);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (isWanted: boolean, items: readonly Json[]) => !isWanted || hasUniqueItems(items),
    error: { message: 'must NOT have duplicate items' },
  });
  return ajv;
}

function refused(reason: string) {
  return failed('States.Runtime', `not a JSON Schema 2020-12: ${reason}`);
}

function check(validate: ValidateFunction, value: Json, renewBudget: () => void): string | undefined {
  try {
    renewBudget();
    return validate(value) ? undefined : violation(validate.errors?.[0]);
  } catch (error) {
    // The budget is spent, or the value is nested too deeply for a schema that refers to itself.
    return `could not be checked: ${(error as Error).message}`;
  }
}

function violation(error: ErrorObject | undefined): string {
  const place = error?.instancePath ? `${error.instancePath} ` : '';
  return `${place}${error?.message ?? 'breaks the schema'}${detail(error?.keyword, error?.params)}`;
}

/** What the message leaves out, of those keywords where it is needed to correct the value. */
function detail(keyword: string | undefined, params: unknown): string {
  if (!isObject(params)) return '';
  if (keyword === 'additionalProperties') return `: ${JSON.stringify(params['additionalProperty'])}`;
  if (keyword === 'enum') return `: ${JSON.stringify(params['allowedValues'])}`;
  if (keyword === 'const') return `: ${JSON.stringify(params['allowedValue'])}`;
  return '';
}
