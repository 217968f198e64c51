import { describe, expect, it } from 'vitest';
import { parseBlueprint } from '../../../../src/asl/parse/parse-blueprint.ts';

const NO_OBJECT = 'A blueprint is a JSON object with StartAt and States; give one.';
const EMPTY = 'The blueprint is empty; give a JSON object with StartAt and States.';
const NAME = 'expected a field name in double quotes, found';

describe('what is no JSON', () => {
  it.each([
    ['{', 2, `${NAME} the end of the text`],
    ['{"a":1,}', 8, `${NAME} "}"`],
    ['{a:1}', 2, `${NAME} "a"`],
    ['{"a"', 5, 'expected ":" after the field name, found the end of the text'],
    ['{"a" 1}', 6, 'expected ":" after the field name, found "1"'],
    ['{"a":', 6, 'expected a value, found the end of the text'],
    ['[1,]', 4, 'expected a value, found "]"'],
    ['{"a":tru}', 6, 'expected a value, found "tru"'],
    ['{"a":truex}', 6, 'expected a value, found "truex"'],
    ['{"a":nulls}', 6, 'expected a value, found "nulls"'],
    ['{"a":01}', 6, 'expected a value, found "01"'],
    ['{"a":-}', 6, 'expected a value, found "-"'],
    ['{"a":1.}', 7, 'expected "," or "}", found "."'],
    ['[1', 3, 'expected "," or "]", found the end of the text'],
    ['{"a":"abc', 10, 'a string is not closed'],
    ['{"a":"\\x"}', 7, 'unknown escape sequence in a string'],
    ['{"a":"\\u12"}', 7, 'unknown escape sequence in a string'],
    ['{"a":"\u0001"}', 7, 'a control character in a string must be escaped'],
    ['{"a":1} x', 9, 'expected nothing after the document, found "x"'],
  ])('%s', (text, column, found) => {
    const message = `The blueprint is not valid JSON: ${found}.`;
    expect(parseBlueprint(text).problems).toMatchObject([{ code: 'INVALID_JSON', message, line: 1, column }]);
  });

  it.each([
    ['', 'NOT_AN_OBJECT', '', EMPTY],
    [' \n', 'NOT_AN_OBJECT', '', EMPTY],
    ['[]', 'NOT_AN_OBJECT', '', NO_OBJECT],
    ['null', 'NOT_AN_OBJECT', '', NO_OBJECT],
    ['{"a":{"b":1,"b":2}}', 'DUPLICATE_KEY', '/a/b', 'The field "b" is given twice in one object; keep one of them.'],
    [
      '{"__proto__":1}',
      'FORBIDDEN_KEY',
      '/__proto__',
      'The name "__proto__" is not allowed in a blueprint; rename the field.',
    ],
  ])('%s: %s', (text, code, pointer, message) => {
    expect(parseBlueprint(text).problems).toMatchObject([{ code, pointer, message, severity: 'error' }]);
  });

  it.each(['{"a":[true,false,null,-0.5e+3,"\\u00e9\\n "]}', ' {"a" : { } , "b" : [ ] } '])('%s is JSON', (text) => {
    expect(parseBlueprint(text).problems.filter(({ code }) => code === 'INVALID_JSON')).toEqual([]);
  });
});
