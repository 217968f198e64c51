import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { SchemaCompiler } from '../asl/program.ts';
import { failed, ok } from '../asl/result.ts';

/** Compiles JSON Schema 2020-12 with formats. Schemas are strangers to each other: equal `$id`s never meet. */
export function createSchemaCompiler(): SchemaCompiler {
  const ajv = new Ajv2020({ strict: false, logger: false });
  addFormats.default(ajv);
  return (schema) => {
    let validate: ValidateFunction;
    try {
      validate = ajv.compile(schema as never);
    } catch (error) {
      return failed('States.Runtime', `not a JSON Schema 2020-12: ${(error as Error).message}`);
    } finally {
      if (typeof schema === 'object') ajv.removeSchema(schema as never);
    }
    return ok((value) => (validate(value) ? undefined : violation(validate.errors?.[0])));
  };
}

function violation(error: ErrorObject | null | undefined): string {
  const place = error?.instancePath ? `${error.instancePath} ` : '';
  return `${place}${error?.message ?? 'breaks the schema'}${detail(error)}`;
}

function detail(error: ErrorObject | null | undefined): string {
  if (error?.keyword === 'additionalProperties') return `: ${JSON.stringify(error.params.additionalProperty)}`;
  if (error?.keyword === 'enum') return `: ${JSON.stringify(error.params.allowedValues)}`;
  return '';
}
