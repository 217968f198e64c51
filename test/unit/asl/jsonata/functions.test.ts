import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { evaluated, failureOf } from './environment.ts';

test.each([
  ['$partition([0], 2)', [[0]]],
  ['$partition([0, 1, 2], 1)', [[0], [1], [2]]],
  ['$partition([0, 1, 2, 3], 3)', [[0, 1, 2], [3]]],
  ['$partition([], 3)', []],
  ['$range(0, 9, 3)', [0, 3, 6, 9]],
  ['$range(0, 10, 3)', [0, 3, 6, 9]],
  ['$range(3, 0, -1)', [3, 2, 1, 0]],
  ['$range(3, 0, 1)', []],
  ['$parse("-0")', 0],
  ['$parse("1.1")', 1.1],
  ['$parse("true")', true],
  ['$parse("\\"x\\"")', 'x'],
  ['$parse("{\\"a\\":[1]}").a', [1]],
  ['$sort([3, 1, 2])', [1, 2, 3]],
  ['$sort(["b", "a"])', ['a', 'b']],
  ['$sort([1, 2, 3], function($l, $r) { $l < $r })', [3, 2, 1]],
  ['$sort([{"k": 1, "n": 1}, {"k": 0}, {"k": 1, "n": 2}], function($l, $r) { $l.k > $r.k }).n', [1, 2]],
  ['$millis()', 1767323045006],
  ['$now()', '2026-01-02T03:04:05.006Z'],
  ['$now("[Y]-[M01] [z]", "+0200")', '2026-01 GMT+02:00'],
  ['$toMillis("2026-01-02T03:04:05")', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['$toMillis("2026-01-02")', Date.UTC(2026, 0, 2)],
  ['$toMillis("2026-01-02T03:04:05+0100")', Date.UTC(2026, 0, 2, 2, 4, 5)],
  ['$toMillis("10:30", "[H01]:[m01]")', Date.UTC(2026, 0, 2, 10, 30)],
  ['$pad("x", -3, "ab")', 'abx'],
  ['$map([1, 2], $string)', ['1', '2']],
  ['$map(["a", "b"], $pad(?, 3, "-"))', ['a--', 'b--']],
  ['$map([1, 2], $string(?))', ['1', '2']],
  ['$map(["a"], $hash(?, "MD5"))', '0cc175b9c0f1b6a831c399e269772661'],
  ['$reduce([1..4], $append)', [1, 2, 3, 4]],
  ['$filter([1..4], function($x) { $x % 2 = 0 })', [2, 4]],
  ['$filter(["a", "b"], function($x, $i) { $i = 1 })', 'b'],
  ['$single([1..4], function($x) { $x = 3 })', 3],
  ['$sift({"a": 1, "b": 2}, function($v, $k) { $k = "b" })', { b: 2 }],
  ['$replace("a1b22", /\\d+/, "<$0>")', 'a<1>b<22>'],
  ['$replace("John Smith", /(\\w+)\\s(\\w+)/, "$2, $1")', 'Smith, John'],
  ['$split("a, b;c", /[,;]\\s*/)', ['a', 'b', 'c']],
  ['$match("ab1cd2", /[a-z]+(\\d)/).groups', ['1', '2']],
  ['$match("ac", /a(b)?c/).groups', [null]],
  ['$contains("Hello", /^h/i)', true],
  ['$contains("a\\nb", /^b$/m)', true],
  ["$contains('hello$world', /^hello\\$/)", true],
  ['$contains("hello$world", /^hello\\ /)', false],
])('%s', async (text, expected) => {
  expect(await evaluated(text)).toEqual(expected);
});

test.each([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
])('$hash · %s of a text in UTF-8', async (algorithm, name) => {
  const expected = createHash(name).update('größe 😀').digest('hex');
  expect(await evaluated(`$hash("größe 😀", "${algorithm}")`)).toBe(expected);
});

test('$uuid · is a version 4 UUID, and another one each time', async () => {
  const uuids = (await evaluated('[$uuid(), $uuid()]')) as string[];
  for (const uuid of uuids) {
    expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  }
  expect(new Set(uuids).size).toBe(2);
});

test('$random · a seed gives the same number in [0, 1), also a negative one', async () => {
  const [first, second, other] = (await evaluated('[$random(42), $random(42), $random(-1)]')) as number[];
  expect([first, second]).toEqual([0.7275636800328681, 0.7275636800328681]);
  expect(other).toBeGreaterThanOrEqual(0);
  expect(other).toBeLessThan(1);
});

test('$shuffle · keeps the items', async () => {
  const shuffled = (await evaluated('$shuffle([1..50])')) as number[];
  expect(shuffled).not.toEqual(shuffled.toSorted((a, b) => a - b));
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

test.each([
  ['$partition([1], 0)', 'The second argument of $partition must be a positive integer'],
  ['$range(0, 1, 0)', 'The arguments of $range must be integers, and the third must not be zero'],
  ['$hash("a", "CRC")', 'The second argument of $hash must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
  ['$parse("{")', 'The argument of $parse is not valid JSON'],
  ['$random(1.5)', 'The argument of $random must be an integer'],
  ['$partition("x", "y")', 'T0410: Argument 2 of function "partition" does not match function signature'],
])('%s fails', async (text, expected) => {
  expect(await failureOf(text)).toBe(`threw an error during evaluation. ${expected}`);
});
