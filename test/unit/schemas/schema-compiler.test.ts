import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/asl/json.ts';
import { createSchemaCompiler } from '../../../src/schemas/schema-compiler.ts';

const compile = createSchemaCompiler();

function violationOf(schema: JsonObject | boolean, value: Json): string | undefined {
  const compiled = compile(schema);
  if (!compiled.ok) throw new Error(compiled.error.cause);
  return compiled.value(value);
}

function refusal(schema: JsonObject): string {
  const compiled = compile(schema);
  return compiled.ok ? '' : (compiled.error.cause ?? '');
}

describe('schema compiler', () => {
  it('gives undefined for a value that keeps to the schema, and the first violation with its place', () => {
    const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, n: { minimum: 1 } } };
    expect(violationOf(schema, { id: 'a', n: 1 })).toBeUndefined();
    expect(violationOf(schema, { id: 'a', n: 0 })).toBe('/n must be >= 1');
    expect(violationOf(schema, {})).toBe("must have required property 'id'");
    expect(violationOf(false, 1)).toBe('nothing is allowed here');
  });

  it('names what a closed object or an enumeration does not allow', () => {
    expect(violationOf({ additionalProperties: false }, { x: 1 })).toMatch(/"x"$/);
    expect(violationOf({ enum: ['a', 'b'] }, 'c')).toMatch(/: \["a","b"\]$/);
  });

  it('knows 2020-12, formats, and schemas that name an older draft', () => {
    expect(violationOf({ prefixItems: [{ type: 'number' }], items: false }, [1, 2])).toBeDefined();
    expect(violationOf({ format: 'date-time' }, 'yesterday')).toMatch(/date-time/);
    const older = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' };
    expect(violationOf(older, 1)).toBe('must be string');
  });

  it('takes unknown keywords as remarks', () => {
    expect(violationOf({ 'x-owner': 'sales', type: 'string' }, 'a')).toBeUndefined();
  });

  it('compiles the same schema once', () => {
    expect(compile({ type: 'string', title: 'once' })).toBe(compile({ type: 'string', title: 'once' }));
  });

  it('keeps schemas of the same $id apart', () => {
    expect(violationOf({ $id: 'https://shop.example/order', type: 'string' }, 'a')).toBeUndefined();
    expect(violationOf({ $id: 'https://shop.example/order', type: 'number' }, 1)).toBeUndefined();
  });

  it('refuses what is no schema, and what would have to be loaded', () => {
    expect(refusal({ type: 'text' })).toMatch(/not a JSON Schema 2020-12/);
    expect(refusal({ $ref: 'https://example.com/order.json' })).toMatch(/order\.json/);
    expect(refusal({ pattern: '(' })).not.toBe('');
    expect(refusal({ pattern: '(?=a)b' })).not.toBe('');
  });

  it('follows references within the schema', () => {
    const schema = { $defs: { id: { type: 'string' } }, properties: { id: { $ref: '#/$defs/id' } } };
    expect(violationOf(schema, { id: 1 })).toBe('/id must be string');
  });

  it('checks hostile patterns in linear time', () => {
    const text = `${'a'.repeat(50_000)}!`;
    const start = performance.now();
    expect(violationOf({ pattern: '^(a+)+$' }, text)).toBeDefined();
    expect(violationOf({ patternProperties: { '^(a|a)*$': false } }, { [text]: 1 })).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('ends on schemas that refer to themselves without end or without bound', () => {
    const start = performance.now();
    expect(refusal({ $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' })).toBe('');
    expect(violationOf({ $ref: '#' }, 1)).toMatch(/could not be checked/);
    const twice = (to: string) => ({ allOf: [{ $ref: to }, { $ref: to }] });
    const doubled = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`d${i}`, twice(`#/$defs/d${i + 1}`)]));
    expect(violationOf({ $defs: { ...doubled, d60: { type: 'number' } }, $ref: '#/$defs/d0' }, 1)).toMatch(
      /could not be checked: .*references/,
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('follows a schema that refers to itself as deep as the value goes', () => {
    const tree = { properties: { child: { $ref: '#' }, n: { type: 'number' } } };
    expect(violationOf(tree, { child: { child: { n: 'x' } } })).toBe('/child/child/n must be number');
  });

  it('leaves values alone that look like references', () => {
    expect(violationOf({ const: { $ref: 'x' } }, { $ref: 'x' })).toBeUndefined();
    expect(
      violationOf({ properties: { enum: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'number' } } }, { enum: 'x' }),
    ).toBe('/enum must be number');
  });

  it('finds duplicate items among many in linear time', () => {
    const items = Array.from({ length: 20_000 }, (_, i) => ({ i, j: [i] }));
    expect(violationOf({ uniqueItems: true }, items)).toBeUndefined();
    expect(violationOf({ uniqueItems: true }, [...items, { j: [7], i: 7 }])).toBe('must NOT have duplicate items');
    expect(violationOf({ uniqueItems: false }, [1, 1])).toBeUndefined();
  });

  it('refuses a schema that is too long to compile', () => {
    expect(refusal({ description: 'x'.repeat(200_001) })).toMatch(/longer than/);
  });

  it('reads members by their names only', () => {
    const schema = { required: ['__proto__'] };
    expect(violationOf(schema, JSON.parse('{"__proto__": 1}'))).toBeUndefined();
    expect(violationOf({ required: ['constructor'] }, {})).toBeDefined();
  });
});
