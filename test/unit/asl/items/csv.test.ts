import { describe, expect, it } from 'vitest';
import { csvRecords } from '../../../../src/asl/items/csv.ts';

const records = (text: string, delimiter = ',') => [...csvRecords(text, delimiter)];

describe('records of a delimited text', () => {
  it.each<[string, string, string[][]]>([
    [
      'fields and lines',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a last line without a break', 'a,b\nc', [['a', 'b'], ['c']]],
    ['CR and CRLF, too', 'a\r\nb\rc', [['a'], ['b'], ['c']]],
    [
      'empty fields, at the end of a line as well',
      'a,,\n,b',
      [
        ['a', '', ''],
        ['', 'b'],
      ],
    ],
    ['an empty line, a record of one empty field', 'a\n\nb', [['a'], [''], ['b']]],
    ['blanks as they are', ' a , b ', [[' a ', ' b ']]],
    ['quotes around delimiters and lines', '"a,b","c\r\nd"\ne', [['a,b', 'c\nd'], ['e']]],
    ['doubled quotes, in fields without quotes, too', '"a ""b""",c""d', [['a "b"', 'c"d']]],
    ['a field of one quote', '""""', [['"']]],
    ['an empty field in quotes', '"",a', [['', 'a']]],
    ['quotes in the middle of a field', 'a "b,c" d', [['a "b,c" d']]],
    ['escaped backslashes, quotes and delimiters', 'C:\\\\x,a\\"b,c\\,d', [['C:\\x', 'a"b', 'c,d']]],
    ['no other backslash', 'a\\n\\b,"c\\d"', [['anb', 'cd']]],
    ['no byte order mark', '\ufeffa,b', [['a', 'b']]],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(records(text)).toEqual(expected);
  });

  it('knows one delimiter at a time', () => {
    expect(records('a|b,c', '|')).toEqual([['a', 'b,c']]);
    expect(records('a\\,b\\|c', '|')).toEqual([['a,b|c']]);
  });
});
