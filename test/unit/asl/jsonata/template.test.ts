import { expect, test } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { compileJsonataTemplate } from '../../../../src/asl/jsonata/template.ts';
import type { Result } from '../../../../src/asl/result.ts';
import { environment } from './environment.ts';

async function fill(template: Json, variables = {}): Promise<Result<Json>> {
  const compiled = compileJsonataTemplate(template);
  if (!compiled.ok) {
    return compiled;
  }
  const { value } = compiled;
  return value.isConstant ? { ok: true, value: value.constant } : value.evaluate(environment({ variables }), 'Output');
}

test.each([[null], [1], ['text'], [' {% $x %}'], [{ a: ['$.x', { 'b.$': '$$' }], '{% $x %}': 1 }]])(
  'compileJsonataTemplate · %j is constant',
  (template) => {
    expect(compileJsonataTemplate(template)).toEqual({ ok: true, value: { isConstant: true, constant: template } });
  },
);

test('compileJsonataTemplate · replaces expressions at any depth and keeps the rest', async () => {
  const template = { a: '{% $x %}', b: [1, { c: '{% $x + 1 %}' }, '$x'], __proto__: null, d: {} };
  expect(await fill(template, { x: 1 })).toEqual({ ok: true, value: { a: 1, b: [1, { c: 2 }, '$x'], d: {} } });
});

test('compileJsonataTemplate · a key is never an expression, nor a prototype', async () => {
  const template = JSON.parse('{"__proto__": {"x": "{% $x %}"}, "{% $x %}": 1}') as Json;
  const filled = await fill(template, { x: 1 });
  expect(JSON.stringify(filled.ok && filled.value)).toBe('{"__proto__":{"x":1},"{% $x %}":1}');
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

test.each([
  ['{% $nope %}', 'Output'],
  [{ result: '{% $nope %}' }, 'Output/result'],
  [{ list: [0, { deep: '{% $nope %}' }], later: '{% $error("second") %}' }, 'Output/list/1/deep'],
])('compileJsonataTemplate · the first failure of %j names %s', async (template, field) => {
  expect(await fill(template)).toEqual({
    ok: false,
    error: {
      error: 'States.QueryEvaluationError',
      cause: `The JSONata expression '$nope' specified for the field '${field}' returned nothing (undefined).`,
    },
  });
});

test('compileJsonataTemplate · fails with the first expression that cannot be compiled', () => {
  const compiled = compileJsonataTemplate({ a: '{% 1 %}', b: ['{% ( %}'] });
  expect(compiled.ok || compiled.error.cause).toMatch(/^The JSONata expression '\(' is not valid\. S0203/);
});

test('compileJsonataTemplate · refuses what nests too deeply', () => {
  let template: Json = '{% 1 %}';
  for (let level = 0; level < 20_000; level++) {
    template = [template];
  }
  const compiled = compileJsonataTemplate(template);
  expect(compiled.ok || compiled.error.cause).toBe('A template must not nest deeper than 200 levels');
});
