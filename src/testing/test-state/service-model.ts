import { isObject, type Json } from '../../asl/json.ts';

/**
 * A response as the API model of its service describes it.
 * Text: a scalar (`s` text, `n` number, `b` boolean) with its bounds (`s1:64`), `#` and the name of a shape, or `?` for any JSON.
 * A list: `l` and the shape of its items, `m` and that of its values, `e` and the texts allowed.
 * An object: its fields, the required ones with `!`.
 */
export type Shape = string | readonly ['l' | 'm', Shape] | readonly ['e', ...string[]] | Fields;
interface Fields {
  readonly [field: string]: Shape;
}

/** The responses of one service. */
export interface ServiceModel {
  readonly operations: Fields;
  readonly shapes: Fields;
}

/** What is compared with what: in STRICT mode required fields must be there, in PRESENT mode only what is there is checked. */
export interface Against {
  readonly model: ServiceModel;
  readonly mode: 'STRICT' | 'PRESENT';
}

/** The first thing that is wrong with the value of the field, in AWS's words; undefined where it fits. Unknown fields do. */
export function misfit(value: Json, shape: Shape, field: string, against: Against): string | undefined {
  if (typeof shape === 'string') {
    if (!shape.startsWith('#')) return scalarMisfit(value, shape, field);
    return misfit(value, against.model.shapes[shape.slice(1)] ?? '?', field, against);
  }
  if (!isList(shape)) return objectMisfit(value, shape, field, against);
  const [kind, ...details] = shape;
  if (kind === 'e') return enumMisfit(value, details as string[], field);
  const [item = '?'] = details;
  if (kind === 'l')
    return Array.isArray(value) ? anyMisfit(value, item, field, against) : `Field '${field}' must be an array`;
  return isObject(value) ? anyMisfit(Object.values(value), item, field, against) : `Field '${field}' must be an object`;
}

function isList(shape: Shape): shape is Exclude<Shape, string | Fields> {
  return Array.isArray(shape);
}

function anyMisfit(values: readonly Json[], shape: Shape, field: string, against: Against): string | undefined {
  for (const value of values) {
    const problem = misfit(value, shape, field, against);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function objectMisfit(value: Json, fields: Fields, field: string, against: Against): string | undefined {
  if (!isObject(value)) return `Field '${field}' must be an object`;
  for (const [key, shape] of Object.entries(fields)) {
    const name = key.replace(/!$/, '');
    const isMissing = !Object.hasOwn(value, name);
    if (isMissing && name !== key && against.mode === 'STRICT') return `Required field '${name}' is missing`;
    const problem = isMissing ? undefined : misfit(value[name] as Json, shape, name, against);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function enumMisfit(value: Json, allowed: readonly string[], field: string): string | undefined {
  if (typeof value !== 'string') return `Field '${field}' must be a string`;
  return allowed.includes(value) ? undefined : `Field '${field}' is not an expected value`;
}

function scalarMisfit(value: Json, shape: string, field: string): string | undefined {
  const [least, most] = shape
    .slice(1)
    .split(':')
    .map((bound) => (bound === '' ? undefined : Number(bound)));
  switch (shape.charAt(0)) {
    case 's':
      if (typeof value !== 'string') return `Field '${field}' must be a string`;
      if (least !== undefined && value.length < least) return `Field '${field}' is smaller than the minimum length`;
      return most !== undefined && value.length > most ? `Field '${field}' exceeds the maximum length` : undefined;
    case 'n':
      if (typeof value !== 'number') return `Field '${field}' must be a number`;
      if (least !== undefined && value < least) return `Field '${field}' is less than the minimum value`;
      return most !== undefined && value > most ? `Field '${field}' exceeds the maximum value` : undefined;
    case 'b':
      return typeof value === 'boolean' ? undefined : `Field '${field}' must be a boolean`;
    default:
      return undefined;
  }
}
