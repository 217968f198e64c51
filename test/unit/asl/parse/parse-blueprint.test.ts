import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { parseBlueprint } from '../../../../src/asl/parse/parse-blueprint.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('parseBlueprint', () => {
  it.each([
    ['nothing', '', 'NOT_AN_OBJECT', undefined],
    ['blanks', ' \n', 'NOT_AN_OBJECT', undefined],
    ['a word', 'not a definition', 'INVALID_JSON', [1, 1]],
    ['a comment', '{\n  // no\n}', 'INVALID_JSON', [2, 3]],
    ['a trailing comma', '{"a": 1,\n}', 'INVALID_JSON', [2, 1]],
    ['a missing comma', '{"a": 1 "b": 2}', 'INVALID_JSON', [1, 9]],
    ['a missing colon', '{"a" 1}', 'INVALID_JSON', [1, 6]],
    ['a leading zero', '{"a": 01}', 'INVALID_JSON', [1, 7]],
    ['a single quote', "{'a': 1}", 'INVALID_JSON', [1, 2]],
    ['an open string', '{"a', 'INVALID_JSON', [1, 4]],
    ['an unknown escape', '{"a": "\\x"}', 'INVALID_JSON', [1, 8]],
    ['a control character', '{"a": "\t"}', 'INVALID_JSON', [1, 8]],
    ['an end too early', '{"a": [1, ', 'INVALID_JSON', [1, 11]],
    ['something after the end', '{} {}', 'INVALID_JSON', [1, 4]],
    ['a list', '[]', 'NOT_AN_OBJECT', [1, 1]],
    ['a number', ' 1', 'NOT_AN_OBJECT', [1, 2]],
    ['a name given twice', '{"a": {"b": 1,\n "b": 2}}', 'DUPLICATE_KEY', [2, 2]],
    ['a name given twice, once escaped', '{"a": 1, "\\u0061": 2}', 'DUPLICATE_KEY', [1, 10]],
    ['__proto__', '{"a": {"__proto__": 1}}', 'FORBIDDEN_KEY', [1, 8]],
    ['__proto__, escaped', '{"\\u005f_proto__": 1}', 'FORBIDDEN_KEY', [1, 2]],
    ['too many levels', nested(201), 'TOO_DEEP', [1, 201]],
  ])('refuses %s', (_, text, code, position) => {
    const { blueprint, problems } = parseBlueprint(text);
    expect(blueprint).toBeUndefined();
    expect(problems[0]).toMatchObject({ code, severity: 'error' });
    expect(problems[0] && [problems[0].line, problems[0].column]).toEqual(position ?? [undefined, undefined]);
  });

  it('says what it found and what it expected', () => {
    expect(parseBlueprint('{"a": 1,\n}').problems[0]?.message).toBe(
      'The blueprint is not valid JSON: expected a field name in double quotes, found "}".',
    );
  });

  it('words an unknown word as AWS does', () => {
    expect(parseBlueprint('not a definition').problems[0]?.aws).toEqual({
      code: 'INVALID_JSON_DESCRIPTION',
      message:
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"not a definition\"; line: 1, column: 4]",
      location: '[Source: (String)"not a definition"; line: 1, column: 4]',
    });
  });

  it('refuses a large text at once', () => {
    const text = `{"Comment": "${'x'.repeat(10 * 1024 * 1024)}"}`;
    const start = performance.now();
    expect(parseBlueprint(text).problems[0]?.code).toBe('TOO_LARGE');
    expect(performance.now() - start).toBeLessThan(50);
  });

  it('holds values to the limits of texts', () => {
    expect(parseBlueprint(JSON.parse('{"a": [{"__proto__": 1}]}') as Json).problems[0]).toMatchObject({
      code: 'FORBIDDEN_KEY',
      pointer: '/a/0/__proto__',
    });
    expect(parseBlueprint(JSON.parse(nested(201)) as Json).problems[0]).toMatchObject({ code: 'TOO_DEEP' });
  });

  it.each([
    ['startstate', 'states'],
    ['StartState', 'States'],
    ['StartAt', 'states'],
  ])('takes %s and %s for StartAt and States', (start, states) => {
    const document = { Comment: 'c', [start]: 'A', [states]: {}, Version: '1' };
    expect(Object.entries(parseBlueprint(document).blueprint ?? {})).toEqual([
      ['Comment', 'c'],
      ['StartAt', 'A'],
      ['States', {}],
      ['Version', '1'],
    ]);
    expect(Object.keys(document)).toContain(start);
  });

  it.each([
    [{ startstate: 'A', StartAt: 'A' }, '/startstate'],
    [{ startstate: 'A', StartState: 'A' }, '/StartState'],
    [{ States: {}, states: {} }, '/states'],
  ])('refuses an alias beside its original: %j', (document, pointer) => {
    expect(parseBlueprint(document).problems).toMatchObject([{ code: 'ALIAS_CONFLICT', pointer }]);
  });

  it('keeps aliases below the top level, and Processor, as they are', () => {
    const states = { A: { Type: 'Task', Processor: 'p', states: 1 } };
    expect(parseBlueprint({ StartAt: 'A', States: states }).blueprint?.States).toBe(states);
  });

  it('accepts exactly what JSON.parse accepts', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"',
        '\\',
        '1',
        '-',
        '.',
        'e',
        '0',
        ' ',
        'true',
        'null',
        '\u00e9',
      ),
    );
    const document = fc.jsonValue().map((value) => JSON.stringify({ value }, null, 1));
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((all) => all.join('')),
          document,
          fc.json(),
        ),
        (text) => {
          const refused = parseBlueprint(text).problems.some((problem) => problem.code === 'INVALID_JSON');
          expect(refused).toBe(!isJson(text) && text.trim() !== '');
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
