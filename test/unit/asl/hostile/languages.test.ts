import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileChoiceRule } from '../../../../src/asl/choice/rule.ts';
import type { Environment } from '../../../../src/asl/environment.ts';
import type { Json } from '../../../../src/asl/json.ts';
import { compilePath } from '../../../../src/asl/paths/path.ts';
import { compileReferencePath } from '../../../../src/asl/paths/reference-path.ts';
import type { Result } from '../../../../src/asl/result.ts';
import { compileTemplate } from '../../../../src/asl/template.ts';
import { weightOf } from '../../../../src/asl/weight.ts';
import { environmentOf } from '../environment-of.ts';
import attacks from './attacks.json' with { type: 'json' };

/** What attacks are let loose on: large and wide, deep, or made of the same parts again and again, as far as a payload goes. */
const given: Readonly<Record<string, () => Json>> = {
  records: () => Array.from({ length: 3_000 }, (_, id) => ({ id, in: { id }, list: [id] })),
  nest: () => repeat(1, 30, (value) => [value]),
  tree: () => repeat(1, 30, (value) => [value, value]),
  texts: () => Array.from({ length: 20 }, () => 'x'.repeat(12_000)),
  text: () => 'x'.repeat(250_000),
  deepText: () => '['.repeat(120_000) + ']'.repeat(120_000),
};

function repeat(start: Json, times: number, wrap: (value: Json) => Json): Json {
  return times === 0 ? start : repeat(wrap(start), times - 1, wrap);
}

interface Compiled {
  readonly evaluate: (env: Environment) => Result<unknown>;
}

/** The slowest take a tenth of a second: the limit is for machines that do much else. */
const patience = { timeout: 30_000 };

/** It ends with a value that is no larger than a few payloads, or with an error as data; and nothing else has changed. */
function survives(compiled: Result<Compiled>, input: Json): void {
  const before = weightOf(input, 1_000_000);
  const result = compiled.ok ? compiled.value.evaluate(environmentOf(input)) : compiled;
  if (!result.ok) expect(result.error).toMatchObject({ error: 'States.Runtime', cause: expect.any(String) });
  expect(weightOf(input, 1_000_000)).toBe(before);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

describe('attacks known to us', () => {
  test.each(attacks.paths)('a JSONPath with $name', patience, ({ path, given: name }) => {
    survives(compilePath(path), given[name]?.() ?? null);
  });

  test.each(attacks.templates)('a payload template with $name', patience, ({ template, given: name }) => {
    survives(compileTemplate(template as Json), given[name]?.() ?? null);
  });

  test.each(attacks.rules)('a choice rule with $name', patience, ({ rule, given: name }) => {
    survives(compileChoiceRule(rule as Json), given[name]?.() ?? null);
  });

  test.each(attacks.targets)('a result at %s', (target) => {
    const path = compileReferencePath(target);
    for (const root of [{}, { a: [] }, [{}], 1] as Json[]) {
      const written = path.ok ? path.value.write(root, { x: 1 }) : path;
      if (!written.ok) expect(written.error.error).toMatch(/^States\./);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('sizes', () => {
  test.each([
    ['brackets of a path', () => compilePath(`$${'[0]'.repeat(10_000)}`)],
    ['names of a path', () => compilePath(`$${'.a'.repeat(4_000)}`)],
    ['parentheses of a filter', () => compilePath(`$[?(${'('.repeat(4_000)}@${')'.repeat(4_000)})]`)],
    ['negations of a filter', () => compilePath(`$[?(${'!('.repeat(3_000)}@${')'.repeat(3_000)})]`)],
    ['filters within filters', () => compilePath(`$${'[?(@'.repeat(2_000)}${')]'.repeat(2_000)}`)],
    ['functions within functions', () => compilePath(`$${'.f($'.repeat(2_000)}${')'.repeat(2_000)}`)],
    ['levels of a literal', () => compilePath(`$[?(@ == ${'['.repeat(4_000)}${']'.repeat(4_000)})]`)],
    ['calls within calls', () => compileTemplate({ 'a.$': `${'States.Array('.repeat(700)}${')'.repeat(700)}` })],
    ['characters of a call', () => compileTemplate({ 'a.$': `States.Array(${'1,'.repeat(5_000)}1)` })],
    ['levels of a template', () => compileTemplate(repeat(1, 1_000, (value) => ({ a: value })))],
    ['levels of a rule', () => compileChoiceRule(repeat({}, 1_000, (value) => ({ Not: value })))],
  ])('too many %s are refused', (_name, compile) => {
    expect(compile()).toMatchObject({ ok: false, error: { error: 'States.Runtime' } });
  });

  test('a path that seems endless stops, whatever it is made of', () => {
    const input = given['tree']?.() ?? null;
    const path = compilePath(`$${'.*'.repeat(30)}`);
    const result = path.ok ? path.value.evaluate(environmentOf(input)) : path;
    expect(result).toMatchObject({ ok: false, error: { cause: expect.stringContaining('visits more than') } });
  });

  test('the expressions of one environment have one limit together', () => {
    const input = given['records']?.() ?? null;
    const path = compilePath('$[?(@.id > 1)].id');
    const template = compileTemplate({ 'a.$': 'States.ArrayLength($)' });
    const fresh = environmentOf(input);
    for (const part of [path, template]) survives(part, input);
    expect(path.ok && template.ok && path.value.evaluate(fresh).ok && template.value.evaluate(fresh).ok).toBe(true);
    expect(fresh.work).toBeGreaterThan(1_000);
    const used = environmentOf(input, { work: 1_500_000 });
    const causes = [path, template].map((part) => {
      const result = part.ok ? part.value.evaluate(used) : part;
      return !result.ok && result.error.cause;
    });
    expect(causes[0]).toContain('The path visits more than 0 values');
    expect(causes[1]).toContain('The arguments of States.ArrayLength are too large');
  });

  test('an intrinsic function refuses arguments that are too large together', () => {
    const template = compileTemplate({ 'a.$': "States.Format('{}{}{}{}{}', $, $, $, $, $)" });
    const result = template.ok ? template.value.evaluate(environmentOf('x'.repeat(250_000))) : template;
    expect(!result.ok && result.error.cause).toContain('The arguments of States.Format are too large');
  });
});

const names = fc.constantFrom('a', '__proto__', 'constructor', 'toString', 'length', '0', 'polluted');
const documents = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>,
  fc.dictionary(names, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, { noNullPrototype: true }),
);
const steps = fc.oneof(
  names.map((name) => `.${name}`),
  names.map((name) => `['${name}']`),
  fc.constantFrom('[*]', '.*', '..*', '[0]', '[-1]', '[1:]', '[0,0]', "['a','constructor']", '..', '[?(@)]'),
  fc.constantFrom('[?(@ == $)]', '[?(@ =~ /(.*)*x/)]', '[?(@..a)]', '.length()', '.keys()', '.append($)', '.concat($)'),
);
const paths = fc.array(steps, { maxLength: 8 }).map((parts) => `$${parts.join('')}`);
const calls = fc.letrec<{ call: string; argument: string }>((tie) => ({
  argument: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    paths,
    fc.constantFrom("'{}'", "'x'", '1', '-1', '1e9', 'null', "'SHA-512'", '\'{"__proto__": 1}\''),
    tie('call'),
  ),
  call: fc
    .tuple(
      fc.constantFrom(
        ...'Format Array ArrayPartition ArrayContains ArrayRange ArrayGetItem ArrayLength ArrayUnique Hash'.split(' '),
        ...'Base64Encode Base64Decode JsonMerge JsonToString StringToJson MathAdd MathRandom StringSplit UUID'.split(
          ' ',
        ),
      ),
      fc.array(tie('argument'), { maxLength: 4 }),
    )
    .map(([name, args]) => `States.${name}(${args.join(', ')})`),
})).call;
const comparisons = fc.constantFrom(
  'IsPresent',
  'IsNull',
  'StringMatches',
  'NumericEquals',
  'StringEqualsPath',
  '__proto__',
);

/** Failures print the seed that repeats them. */
describe('attacks made up by chance', () => {
  test('any path on any document', patience, () => {
    fc.assert(
      fc.property(paths, documents, (path, document) => survives(compilePath(path), document)),
      { numRuns: 1_500 },
    );
  });

  test('any call in any template', patience, () => {
    fc.assert(
      fc.property(calls, names, documents, (call, name, document) => {
        survives(compileTemplate({ [`${name}.$`]: call, deep: [{ [`${name}.$`]: call }] }), document);
      }),
      { numRuns: 1_500 },
    );
  });

  test('any rule', patience, () => {
    const operands = fc.oneof(paths, fc.boolean(), fc.constantFrom('*', '***x', '\\*', '\\\\*'), fc.double());
    fc.assert(
      fc.property(paths, comparisons, operands, documents, (path, operator, operand, document) => {
        const rule = JSON.parse(JSON.stringify({ Variable: path, [operator]: operand })) as Json;
        survives(compileChoiceRule({ Or: [{ Not: rule }, { And: [rule, rule] }] }), document);
      }),
      { numRuns: 1_500 },
    );
  });

  test('any result at any path', patience, () => {
    fc.assert(
      fc.property(paths, documents, documents, (path, root, value) => {
        const target = compileReferencePath(path);
        if (target.ok) expect(typeof target.value.write(root, value).ok).toBe('boolean');
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 1_500 },
    );
  });
});
