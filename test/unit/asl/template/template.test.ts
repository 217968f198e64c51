import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { compileExpression, compileTemplate, type Template } from '../../../../src/asl/template.ts';
import { environmentOf } from '../environment-of.ts';

const input = { user: { name: 'Ada', tags: ['x', 'y'] }, count: 2 };
const env = environmentOf(input, { context: { Execution: { Name: 'run' } }, scope: { rate: { usd: 1.5 } } });

function compiled(json: Json): Template {
  const template = compileTemplate(json);
  if (!template.ok) throw new TypeError(template.error.cause);
  return template.value;
}

describe('compileTemplate', () => {
  it.each([
    ['a constant', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['a path', { 'n.$': '$.user.name' }, { n: 'Ada' }],
    ['the whole input', { 'all.$': '$' }, { all: input }],
    ['the context object', { 'e.$': '$$.Execution.Name' }, { e: 'run' }],
    ['a variable', { 'r.$': '$rate.usd' }, { r: 1.5 }],
    ['an intrinsic', { 's.$': "States.Format('{}-{}', $.count, $rate.usd)" }, { s: '2-1.5' }],
    ['a list that a path selects', { 't.$': '$.user.tags[*]' }, { t: ['x', 'y'] }],
    ['an index past the end', { 'i.$': '$.user.tags[5]' }, { i: null }],
    [
      'objects in lists',
      { l: [{ 'c.$': '$.count' }, [{ 'n.$': '$.user.name' }], 3] },
      { l: [{ c: 2 }, [{ n: 'Ada' }], 3] },
    ],
    ['dollars elsewhere', { $: '$.x', a$: '$.y', b: '$.count' }, { $: '$.x', a$: '$.y', b: '$.count' }],
    ['an empty name', { '.$': '$.count' }, { '': 2 }],
    ['text at the top', '$.count', '$.count'],
  ] as const)('fills in %s', (_, template, value) => {
    expect(compiled(template).evaluate(env)).toEqual({ ok: true, value });
  });

  it('keeps the order of its keys', () => {
    const result = compiled({ z: 1, 'm.$': '$.count', a: 2 }).evaluate(env);
    expect(result.ok && Object.keys(result.value as object)).toEqual(['z', 'm', 'a']);
  });

  it('shares constant parts', () => {
    const shared = { deep: [1, 2] };
    const template = compiled({ shared, 'n.$': '$.count' });
    const [first, second] = [template.evaluate(env), template.evaluate(env)];
    expect(first.ok && (first.value as { shared: unknown }).shared).toBe(shared);
    expect(first.ok && second.ok && first.value !== second.value).toBe(true);
    expect(compiled(shared).isConstant).toBe(true);
    expect(template.isConstant).toBe(false);
  });

  it('sets __proto__ as a plain member', () => {
    const template = JSON.parse('{"__proto__": {"a": 1}, "__proto__.$": "$.count"}') as Json;
    const result = compiled(template).evaluate(env);
    expect(result.ok && JSON.stringify(result.value)).toBe('{"__proto__":2}');
  });

  it('refuses what nests deeper than 200 levels', () => {
    const deep = (levels: number) => Array.from({ length: levels }).reduce<Json>((inner) => [inner], '$');
    expect(compileTemplate(deep(200)).ok).toBe(true);
    expect(compileTemplate(deep(201))).toMatchObject({ error: { cause: expect.stringContaining('200 levels') } });
  });

  it('names the field whose path finds nothing', () => {
    const cause = (template: Json) => {
      const result = compiled(template).evaluate(env);
      return result.ok ? undefined : result.error;
    };
    expect(cause({ a: [{ 'b.$': '$.user.age' }] })).toEqual({
      error: 'States.Runtime',
      cause: `The JSONPath '$.user.age' specified for the field 'b.$' could not be found in the input '${JSON.stringify(input)}'`,
    });
    expect(cause({ 'c.$': '$$.Execution.Age' })?.cause).toBe(
      `The JSONPath '$$.Execution.Age' specified for the field 'c.$' could not be found in the input '{"Execution":{"Name":"run"}}'`,
    );
  });

  it.each([
    { 'a.$': 'count' },
    { 'a.$': 1 },
    { 'a.$': '$.' },
    { 'a.$': '' },
    { 'a.$': 'States.Nope()' },
    { a: [{ 'b.$': ' $.count' }] },
    { 'a.$': { b: 1 } },
  ] as const)('refuses %j', (template) => {
    expect(compileTemplate(template)).toMatchObject({
      ok: false,
      error: { cause: expect.stringContaining('must be a valid JSONPath or a valid intrinsic function call') },
    });
  });

  it('never throws, and gives constant templates back', () => {
    fc.assert(
      fc.property(fc.jsonValue() as fc.Arbitrary<Json>, (template) => {
        const result = compileTemplate(template);
        if (!result.ok || !result.value.isConstant) return;
        expect(result.value.evaluate(env)).toEqual({ ok: true, value: template });
      }),
    );
  });
});

describe('compileExpression', () => {
  it('words a missing path with the name of the field', () => {
    const expression = compileExpression('$.gone');
    expect(expression.ok && expression.value.evaluate(environmentOf({}), 'CausePath')).toMatchObject({
      error: {
        cause: "The JSONPath '$.gone' specified for the field 'CausePath' could not be found in the input '{}'",
      },
    });
  });

  it('takes intrinsic functions', () => {
    const expression = compileExpression("States.Format('{}!', $.count)");
    expect(expression.ok && expression.value.evaluate(env, 'ErrorPath')).toEqual({ ok: true, value: '2!' });
  });

  it('refuses anything else', () => {
    expect(compileExpression('plain text').ok).toBe(false);
  });
});
