import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileChoiceRule } from '../../../../src/asl/choice/rule.ts';
import { matchesWildcards } from '../../../../src/asl/choice/string-matches.ts';
import type { Json } from '../../../../src/asl/json.ts';
import { environmentOf } from '../environment-of.ts';
import table from './cases/rules.json' with { type: 'json' };

function evaluated(rule: Json, input: Json = table.input) {
  const compiled = compileChoiceRule(rule);
  if (!compiled.ok) throw new TypeError(compiled.error.cause);
  return compiled.value.evaluate(environmentOf(input));
}

describe('compileChoiceRule', () => {
  it.each(table.matching as readonly Json[])('matches %j', (rule) => {
    expect(evaluated(rule)).toEqual({ ok: true, value: true });
  });

  it.each(table.other as readonly Json[])('does not match %j', (rule) => {
    expect(evaluated(rule)).toEqual({ ok: true, value: false });
  });

  it.each(table.failing)('fails on $path in $rule', ({ path, rule }) => {
    const cause = `Invalid path '${path}': The choice state's condition path references an invalid value.`;
    expect(evaluated(rule as Json)).toEqual({ ok: false, error: { error: 'States.Runtime', cause } });
  });

  it.each(table.malformed as readonly Json[])('refuses %j', (rule) => {
    const cause = expect.stringMatching(/^(And and Or need|A choice rule must|Variable must|Invalid) ./);
    expect(compileChoiceRule(rule)).toMatchObject({ ok: false, error: { error: 'States.Runtime', cause } });
  });

  it('takes rules that nest a hundred levels deep and no deeper', () => {
    const nested = (levels: number, wrap: (rule: Json) => Json): Json =>
      levels === 0 ? { Variable: '$.yes', BooleanEquals: true } : wrap(nested(levels - 1, wrap));
    for (const wrap of [(rule: Json) => ({ Not: { Not: rule } }), (rule: Json) => ({ And: [{ Or: [rule] }] })]) {
      expect(evaluated(nested(50, wrap))).toEqual({ ok: true, value: true });
      const cause = 'Choice rules must not nest deeper than 100 levels';
      expect(compileChoiceRule({ Not: nested(50, wrap) })).toMatchObject({ ok: false, error: { cause } });
    }
  });

  it('reads variables and the context object', () => {
    const rule = compileChoiceRule({ Variable: '$tries', NumericLessThanPath: '$$.State.RetryCount' });
    const env = environmentOf({}, { context: { State: { RetryCount: 3 } }, scope: { tries: 2 } });
    expect(rule.ok && rule.value.evaluate(env)).toEqual({ ok: true, value: true });
  });
});

describe('matchesWildcards', () => {
  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matchesWildcards(pattern)(text)).toBe(expression.test(text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['*aab*', 'aaab', true],
    ['*ababc*', 'abababc', true],
    ['*abcabd*', 'abcabcabd', true],
    ['*aab*', 'abab', false],
    ['*aa*aa*', 'aaa', false],
    ['a\\bc', 'a\\bc', true],
    ['a\\bc', 'abc', false],
    ['', '', true],
    ['', 'a', false],
  ])('%s on %s: %s', (pattern, text, matches) => {
    expect(matchesWildcards(pattern)(text)).toBe(matches);
  });

  it('does not hang on many stars', () => {
    expect(matchesWildcards('*a'.repeat(50))('b'.repeat(20_000))).toBe(false);
  });
});
