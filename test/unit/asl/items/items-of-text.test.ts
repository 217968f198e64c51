import { describe, expect, it } from 'vitest';
import { itemsOfText } from '../../../../src/asl/items/items-of-text.ts';
import type { ReaderConfig } from '../../../../src/asl/items/reader-config.ts';

const items = (text: string, config: ReaderConfig, most = 100) => {
  const read = itemsOfText(text, config, most);
  return read.ok ? read.value : read.error;
};
const failure = (cause: string) => ({ error: 'States.ItemReaderFailed', cause: expect.stringContaining(cause) });
const CSV = { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' } as const;
const JSON_TYPE = { inputType: 'JSON' } as const;

describe('items of a CSV object', () => {
  it('are named by the first row: missing fields are empty, fields too many are left out', () => {
    expect(items('a,b\n1,2\n3\n4,5,6\n', CSV)).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '' },
      { a: '4', b: '5' },
    ]);
  });

  it('are named by given headers', () => {
    const config = { inputType: 'CSV', csvHeaderLocation: 'GIVEN', csvHeaders: ['x', '__proto__'] } as const;
    expect(items('1;2', { ...config, csvDelimiter: 'SEMICOLON' })).toEqual([
      Object.fromEntries([
        ['x', '1'],
        ['__proto__', '2'],
      ]),
    ]);
    expect(items('1', { inputType: 'CSV', csvHeaderLocation: 'GIVEN' })).toMatchObject(failure('CSVHeaders'));
    expect(items('1', { ...config, csvHeaders: [] })).toMatchObject(failure('CSVHeaders'));
  });

  it.each([
    ['COMMA', 'a,b'],
    ['PIPE', 'a|b'],
    ['SEMICOLON', 'a;b'],
    ['SPACE', 'a b'],
    ['TAB', 'a\tb'],
  ] as const)('may be delimited by %s', (csvDelimiter, header) => {
    expect(items(`${header}\n${header}`, { ...CSV, csvDelimiter })).toEqual([{ a: 'a', b: 'b' }]);
  });

  it('stop at the limit', () => {
    expect(items('a\n1\n2\n3', CSV, 2)).toEqual([{ a: '1' }, { a: '2' }]);
  });

  it('need a header, of at most 10 KiB', () => {
    expect(items('', CSV)).toMatchObject(failure('no header'));
    expect(items('a', { inputType: 'CSV' })).toMatchObject(failure('CSVHeaderLocation'));
    expect(items('a'.repeat(10_241), CSV)).toMatchObject(failure('10 KiB'));
    expect(items('a'.repeat(10_240), CSV)).toEqual([]);
  });
});

describe('items of a JSON object', () => {
  it('are the elements of its list', () => {
    expect(items('\ufeff[1, {"a": [2]}]', JSON_TYPE)).toEqual([1, { a: [2] }]);
    expect(items('[1, 2, 3]', JSON_TYPE, 2)).toEqual([1, 2]);
  });

  it.each(['{"a": 1}', '1', 'null', '"[1]"'])('are none in %s', (text) => {
    expect(items(text, JSON_TYPE)).toEqual({
      error: 'States.ItemReaderFailed',
      cause: 'Attempting to map over non-iterable node.',
    });
  });

  it('are refused where the text is no JSON', () => {
    expect(items('[1,', JSON_TYPE)).toMatchObject(failure('not valid JSON'));
  });

  const nested = JSON.stringify({ a: { 'b/c': [0, ['x']], '~': { k: 1, l: 2 }, n: 1 } });
  const at = (itemsPointer: string) => items(nested, { ...JSON_TYPE, itemsPointer });

  it('are the list, or the pairs of the object, that the pointer leads to', () => {
    expect(at('/a/b~1c/1')).toEqual(['x']);
    expect(at('/a/~0')).toEqual([
      { Key: 'k', Value: 1 },
      { Key: 'l', Value: 2 },
    ]);
    expect(at('')).toEqual([{ Key: 'a', Value: JSON.parse(nested).a }]);
  });

  it.each([
    ['/a/n', 'non-iterable'],
    ['/a/no', "'/a/no' leads to nothing"],
    ['/a/b~1c/01', 'leads to nothing'],
    ['/a/n/x', 'leads to nothing'],
    ['a', 'leads to nothing'],
    ['/toString', 'leads to nothing'],
  ])('are none at %j', (pointer, cause) => {
    expect(at(pointer)).toMatchObject(failure(cause));
  });
});

describe('items of a JSON Lines object', () => {
  it('are its lines', () => {
    expect(items('{"a":1}\r\n\n2\n[3]', { inputType: 'JSONL' })).toEqual([{ a: 1 }, 2, [3]]);
    expect(items('1\n2\nno', { inputType: 'JSONL' }, 2)).toEqual([1, 2]);
    expect(items('1\n{', { inputType: 'JSONL' })).toMatchObject(failure('Line 2'));
  });
});

describe('items of other objects', () => {
  it('are not read', () => {
    expect(items('PAR1', { inputType: 'PARQUET' })).toMatchObject(failure('PARQUET is not supported'));
    expect(items('', {})).toMatchObject(failure('InputType'));
  });
});
