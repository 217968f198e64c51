import { describe, expect, it } from 'vitest';
import { escapeSegment, parsePointer } from '../../../../src/asl/parse/pointer.ts';
import { formatPosition, locatePointers, positionAt } from '../../../../src/asl/parse/positions.ts';

const text = '{\n  "a": [1,\n    {"b/c": 2}],\r\n  "d": {}\n}';

describe('positions', () => {
  it.each([
    ['', 1, 1],
    ['/a', 2, 3],
    ['/a/0', 2, 9],
    ['/a/1', 3, 5],
    ['/a/1/b~1c', 3, 6],
    ['/d', 4, 3],
    ['/d/missing/deeper', 4, 3],
    ['/missing', 1, 1],
  ])('finds %j', (pointer, line, column) => {
    expect(locatePointers(text, [pointer]).get(pointer)).toEqual({ line, column });
  });

  it('finds many at once, in any order', () => {
    const found = locatePointers(text, ['/d', '/a/1', '/d', '']);
    expect(found.size).toBe(3);
    expect(found.get('/a/1')).toEqual({ line: 3, column: 5 });
  });

  it('counts lines and columns from 1', () => {
    expect(positionAt('a\nbc', 0)).toEqual({ line: 1, column: 1 });
    expect(positionAt('a\nbc', 3)).toEqual({ line: 2, column: 2 });
    expect(formatPosition({ line: 2, column: 3 })).toBe('line 2, column 3');
  });

  it('escapes and unescapes segments of pointers', () => {
    expect(escapeSegment('a/b~c')).toBe('a~1b~0c');
    expect(parsePointer('/a~1b~0c/~01/0')).toEqual(['a/b~c', '~1', '0']);
    expect(parsePointer('')).toEqual([]);
  });
});
