import { describe, expect, it } from 'vitest';
import { type CompiledIntrinsic, compileIntrinsic } from '../../../../src/asl/intrinsics/intrinsic.ts';
import { environmentOf } from '../environment-of.ts';
import table from './cases/values.json' with { type: 'json' };

function compiled(text: string): CompiledIntrinsic {
  const intrinsic = compileIntrinsic(text);
  if (!intrinsic.ok) throw new TypeError(text);
  return intrinsic.value;
}

function causeOf(text: string, env = environmentOf(table.input)): string | undefined {
  const result = compiled(text).evaluate(env);
  expect(result).toMatchObject({ ok: false, error: { error: 'States.Runtime' } });
  return result.ok ? undefined : result.error.cause;
}

describe('compileIntrinsic', () => {
  const env = environmentOf(table.input);

  it.each(table.cases)('evaluates $call', ({ call, value }) => {
    expect(compiled(call).evaluate(env)).toEqual({ ok: true, value });
  });

  it.each(table.refused)('words the refusal of $call', ({ call }) => {
    const name = call.slice(0, call.indexOf('('));
    if (name !== 'States.Format') {
      expect(causeOf(call)).toBe(`The function '${call}' had the following error: Invalid arguments in ${name}`);
    } else expect(causeOf(call)).toContain('Invalid arguments in States.Format');
  });

  it.each([
    ...table.malformed,
    `States.UUID()${' '.repeat(10_000)}`,
    "States.StringToJson($.a['b)",
    String.raw`States.Format('a\n')`,
    String.raw`States.Format('a\x`,
    "States.Format('a",
  ])('refuses to compile %j', (text) => {
    expect(compileIntrinsic(text).ok).toBe(false);
  });

  it.each([
    ["States.Format('{} {}', 1)", 'number of arguments do not match the occurrences of {}.'],
    ["States.Format('{}', 1, 2)", 'number of arguments do not match the occurrences of {}.'],
    ["States.Format('{')", "matching '}' not found for '{'."],
    ["States.Format('{x}', 1)", "matching '}' not found for '{'."],
    ["States.Format('}')", "matching '{' not found for '}'."],
  ])('explains what is wrong with the template of %s', (call, reason) => {
    expect(causeOf(call)).toContain(reason);
  });

  it('names the whole call and the argument whose path finds nothing', () => {
    const call = "States.Format('{}', States.ArrayLength($.gone))";
    expect(causeOf(call, environmentOf({ a: 1 }))).toBe(
      `The function '${call}' had the following error: The JsonPath argument for the field '$.gone' could not be found in the input '{"a":1}'`,
    );
    expect(causeOf('States.Array($.list[9])')).toContain("the field '$.list[9]' could not be found");
  });

  it('reads variables and the context object', () => {
    const scoped = environmentOf({}, { context: { Execution: { Name: 'e' } }, scope: { v: { w: 1 } } });
    expect(compiled('States.Array($v.w, $$.Execution.Name)').evaluate(scoped)).toEqual({ ok: true, value: [1, 'e'] });
  });

  it.each([
    ["States.Array($['a,b'], $['c)d'], 5)", [1, 2, 5]],
    ["States.Array($['it\\'s'], $['x]'])", [3, 4]],
    ['States.Array($["a,b"], $["say \\"(\\""])', [1, 6]],
  ])('takes quoted names whole: %s', (call, value) => {
    const input = { 'a,b': 1, 'c)d': 2, "it's": 3, 'x]': 4, 'say "("': 6 };
    expect(compiled(call).evaluate(environmentOf(input))).toEqual({ ok: true, value });
  });

  it.each([
    ['States.ArrayPartition(States.Array(1, 2), 1)', [[1], [2]]],
    ['States.ArrayGetItem(States.Array(7), 0)', 7],
    ['States.ArrayLength(States.ArrayRange(1, 1000, 1))', 1000],
    ['States.ArrayUnique(States.Array($.a, $.b, $.c, $.d, $.e))', [{ x: 1, y: [2] }, { x: 1, y: [3] }, [2]]],
    ['States.ArrayContains(States.Array(null), null)', true],
  ])('is exact at the edges: %s', (call, value) => {
    const input = { a: { x: 1, y: [2] }, b: { y: [2], x: 1 }, c: { x: 1, y: [3] }, d: [2], e: [2] };
    expect(compiled(call).evaluate(environmentOf(input))).toEqual({ ok: true, value });
  });

  it.each([
    'States.ArrayRange(1, 1001, 1)',
    'States.ArrayPartition(States.Array(1), 0)',
    'States.ArrayGetItem(States.Array(1), -1)',
    'States.MathAdd(1, null)',
    'States.MathAdd(null, 1)',
    "States.Hash('a', 1)",
    'States.Base64Encode(1)',
  ])('refuses %s', (call) => {
    expect(causeOf(call)).toContain('Invalid arguments in States.');
  });

  it('nests ten calls deep and not deeper', () => {
    const nested = (depth: number) => `${'States.Array('.repeat(depth)}1${')'.repeat(depth)}`;
    expect(compileIntrinsic(nested(11)).ok).toBe(true);
    expect(compileIntrinsic(nested(12)).ok).toBe(false);
  });

  it('bounds the texts that it encodes and hashes', () => {
    const long = environmentOf({ text: 'x'.repeat(10_001), most: 'x'.repeat(10_000) });
    for (const call of ['States.Base64Encode', 'States.Base64Decode']) {
      expect(compiled(`${call}($.text)`).evaluate(long).ok).toBe(false);
      expect(compiled(`${call}($.most)`).evaluate(long).ok).toBe(true);
    }
    expect(compiled("States.Hash($.text, 'MD5')").evaluate(long).ok).toBe(false);
    expect(compiled("States.Hash($.most, 'MD5')").evaluate(long).ok).toBe(true);
  });

  it('draws the same number from the same seed, as Java does', () => {
    expect(compiled('States.MathRandom(0, 100, 42)').evaluate(env)).toEqual({ ok: true, value: 30 });
    expect(compiled('States.MathRandom(0, 10, 42)').evaluate(env)).toEqual({ ok: true, value: 0 });
    expect(compiled('States.MathRandom(0, 1000, 7)').evaluate(env)).toEqual(
      compiled('States.MathRandom(0, 1000, 7)').evaluate(env),
    );
  });

  it('merges __proto__ as a plain member', () => {
    const input = JSON.parse('{"a": {"__proto__": {"x": 1}}, "b": {"c": 2}}');
    const result = compiled('States.JsonMerge($.a, $.b, false)').evaluate(environmentOf(input));
    expect(result.ok && JSON.stringify(result.value)).toBe('{"__proto__":{"x":1},"c":2}');
  });
});
