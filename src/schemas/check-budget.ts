import { isObject, type Json, setMember } from '../asl/json.ts';
import { SfcError } from '../errors/sfc-error.ts';

/** References that one check may follow. They alone can make a check longer than schema and value together. */
const REFERENCES = 1_000_000;

export interface Budget {
  readonly renew: () => void;
  /** Throws when nothing is left. */
  readonly spend: () => void;
}

export function createBudget(): Budget {
  let left = REFERENCES;
  return {
    renew: () => {
      left = REFERENCES;
    },
    spend: () => {
      if (left-- > 0) return;
      throw new SfcError('SFC_INVALID_BLUEPRINT', `the schema follows more than ${REFERENCES} references`);
    },
  };
}

/** The schema with a `$comment`, which Ajv tells of during the check, beside each reference and nowhere else. */
export function withBudget(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withBudget);
  if (!isObject(schema)) return schema;
  const copy: Record<string, Json> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword !== '$comment') setMember(copy, keyword, partOf(keyword, value));
  }
  const refers = typeof schema['$ref'] === 'string' || typeof schema['$dynamicRef'] === 'string';
  if (refers) copy['$comment'] = 'reference';
  return copy;
}

/** Members of these are named by the author, not by the language. */
const NAMED = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);
/** These hold values, not schemas. */
const VALUES = new Set(['const', 'enum', 'default', 'examples', 'required', 'dependentRequired', 'type']);

function partOf(keyword: string, value: Json): Json {
  if (VALUES.has(keyword)) return value;
  if (!NAMED.has(keyword) || !isObject(value)) return withBudget(value);
  const copy: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(value)) setMember(copy, name, withBudget(schema));
  return copy;
}
