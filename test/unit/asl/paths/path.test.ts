import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { type CompiledPath, compilePath } from '../../../../src/asl/paths/path.ts';
import { environmentOf } from '../environment-of.ts';
import table from './cases/paths.json' with { type: 'json' };

interface Case {
  readonly path: string;
  readonly value?: Json;
  readonly cause?: string;
  /** What the path is about, where it is not the table's own document. */
  readonly document?: Json;
}

function compiled(text: string): CompiledPath {
  const path = compilePath(text);
  if (!path.ok) throw new TypeError(path.error.cause);
  return path.value;
}

describe('compilePath', () => {
  const env = environmentOf(table.document);

  it.each(table.cases as readonly Case[])('reads $path', ({ path, value, cause, document }) => {
    const expected =
      cause === undefined ? { ok: true, value } : { ok: false, error: { error: 'States.Runtime', cause } };
    expect(compiled(path).evaluate(document === undefined ? env : environmentOf(document))).toEqual(expected);
  });

  it.each(table.malformed)('refuses %j', (text) => {
    expect(compilePath(text)).toMatchObject({ ok: false, error: { error: 'States.Runtime' } });
  });

  it.each([
    ['$', true],
    ['$.a[0].b', true],
    ["$['a','b']", true],
    ["$['a','b'].c", false],
    ['$.a[0,1]', false],
    ['$.a[1:]', false],
    ['$.a.*', false],
    ['$..a', false],
    ['$.a[?(@.b)]', false],
    ['$.a.length()', true],
  ])('knows whether %s is definite', (text, isDefinite) => {
    expect(compiled(text).isDefinite).toBe(isDefinite);
  });

  it('reads the context object behind $$', () => {
    const path = compiled('$$.Execution.Name');
    expect(path.root).toBe('context');
    expect(path.evaluate(environmentOf(1, { context: { Execution: { Name: 'n' } } }))).toEqual({
      ok: true,
      value: 'n',
    });
  });

  it('reads a workflow variable behind its name', () => {
    const path = compiled('$order.lines[1]');
    expect(path.root).toEqual({ variable: 'order' });
    expect(path.evaluate(environmentOf(1, { scope: { order: { lines: ['a', 'b'] } } }))).toEqual({
      ok: true,
      value: 'b',
    });
    expect(path.evaluate(environmentOf(1))).toMatchObject({ ok: false, error: { error: 'States.Runtime' } });
  });

  it('lets an index past the end be null in payload templates', () => {
    expect(compiled('$.numbers[7]').evaluateInTemplate(env)).toEqual({ ok: true, value: null });
    expect(compiled('$.none[7]').evaluateInTemplate(env).ok).toBe(false);
    expect(compiled('$.numbers[7].x').evaluateInTemplate(env).ok).toBe(false);
  });

  it('treats __proto__ as a plain name', () => {
    const input = JSON.parse('{"__proto__": {"a": 1}, "b": {"__proto__": 2}}') as Json;
    expect(compiled('$.__proto__.a').evaluate(environmentOf(input))).toEqual({ ok: true, value: 1 });
    const merged = compiled("$.b['__proto__','c']").evaluate(environmentOf(input));
    expect(merged.ok && JSON.stringify(merged.value)).toBe('{"__proto__":2}');
  });

  it('ends a path that visits too much instead of hanging', () => {
    const wide = Array.from({ length: 200 }, (_, at) => ({ at }));
    const result = compiled('$[?(@.at in $[*].at)]..*').evaluate(environmentOf(wide));
    expect(result.ok).toBe(true);
    const tooWide = Array.from({ length: 6000 }, (_, at) => ({ at }));
    expect(compiled('$[?(@.at in $[*].at)]').evaluate(environmentOf(tooWide))).toMatchObject({
      ok: false,
      error: { cause: expect.stringContaining('more than 2000000 values') },
    });
  });

  it('ends a deep scan that goes too deep instead of overflowing', () => {
    let deep: Json = 1;
    for (let level = 0; level < 2000; level++) deep = [deep];
    expect(compiled('$..x').evaluate(environmentOf(deep))).toMatchObject({ ok: false });
  });

  it('matches patterns in linear time', () => {
    const input = { texts: ['a'.repeat(5000)] };
    expect(compiled('$.texts[?(@ =~ /(a+)+b/)]').evaluate(environmentOf(input))).toEqual({ ok: true, value: [] });
  });
});
