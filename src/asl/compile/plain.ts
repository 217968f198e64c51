import type { Json } from '../json.ts';
import type { Field } from '../program.ts';
import { constant, type FieldCompiler } from './fields.ts';

/** A field that JSONPath takes as it is and JSONata evaluates. */
export function plainOrJsonata(value: Json | undefined, name: string, fields: FieldCompiler): Field | undefined {
  return fields.language === 'JSONata' ? fields.value(value, name) : constant(value);
}
