import { describe, expect, it } from 'vitest';
import { compilePath } from '../../../../src/asl/paths/path.ts';

const NO_TOKEN = "Could not parse token starting at position 1. Expected ?, ', 0-9, * ";
const NO_END = "Path must not end with a '.' or '..'";

function causeOf(path: string): string | undefined {
  const compiled = compilePath(path);
  return compiled.ok ? undefined : compiled.error.cause;
}

/** In Jayway's words, as AWS's validator repeats them. */
describe('what is no path', () => {
  it.each([
    ['', "Path must start with '$'"],
    ['a', "Path must start with '$'"],
    ['$a b', "Illegal character at position 1 expected '.' or '['"],
    ['$.', NO_END],
    ['$..', NO_END],
    ['$.a.', NO_END],
    ['$[', NO_TOKEN],
    ['$[0', NO_TOKEN],
    ['$[a]', NO_TOKEN],
    ['$[]', NO_TOKEN],
    ['$[1:2,3]', 'Failed to parse SliceOperation: 1:2,3'],
    ['$[1 2]', 'Failed to parse token in ArrayIndexOperation: 1 2'],
    ['$.a[2147483648]', 'Failed to parse token in ArrayIndexOperation: 2147483648'],
    ['$.a[-2147483649]', 'Failed to parse token in ArrayIndexOperation: -2147483649'],
    ["$['a", "Property has not been closed - missing closing '"],
    [
      "$['a' 'b']",
      'Property must be separated by comma or Property must be terminated close square bracket at index 4',
    ],
    ["$['a',]", 'Found empty property at index 6'],
    ['$[?(@.a', NO_TOKEN],
    ['$[?(@.a == "x)]', NO_TOKEN],
    ['$[?(@.a =~ /x)]', NO_TOKEN],
    ['$[?(@.a ==)]', 'Expected character: )'],
    ['$[?(@.a == b c)]', 'Expected character: )'],
    ['$[?(@.a <> 1)]', 'Expected character: )'],
    ['$[?(@.a/b)c/)]', 'Expected end of filter expression instead of: c/)'],
    ['$.length(', "Arguments to function: 'length' are not closed properly."],
    ['$.min(]', "Unexpected close bracket ']' in the arguments of a path function"],
    ['$.min(})', "Unexpected close brace '}' in the arguments of a path function"],
    ['$.concat("a" "b")', 'Invalid argument of a path function: "a" "b"'],
    ['$.concat($.a ,)', 'A path among the arguments of a path function must not end with a blank'],
  ])('%s', (path, cause) => {
    expect(causeOf(path)).toBe(`Invalid path '${path}' : ${cause}`);
  });

  it.each([
    ['a path that is too long', `$.${'a'.repeat(20_000)}`, / : A path must not have more than \d+ characters$/],
    ['a path of too many steps', `$${'.a'.repeat(3_000)}`, / : A path must not have more than \d+ steps$/],
    [
      'filters too deep in each other',
      '$[?('.repeat(60) + '1'.padEnd(121, ')]'),
      / : .*must not nest deeper than \d+ levels$/,
    ],
  ])('%s', (_, path, cause) => {
    expect(causeOf(path)).toMatch(cause);
  });

  it.each(['$.a[2147483647]', '$.a[-2147483648]', '$[ 0 ]', "$[ 'a' , 'b' ]"])('%s is one', (path) => {
    expect(causeOf(path)).toBeUndefined();
  });
});
