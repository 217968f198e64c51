import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/asl/json.ts';
import { validate } from '../../../src/asl/validate/validate.ts';
import { variableReferences } from '../../../src/asl/variable-references.ts';
import { choice, distributed, LAMBDA, machine, map, only, pass, task } from './validate/rule-cases.ts';

function referencesOf(definition: Json) {
  const { blueprint, problems } = validate(definition);
  if (blueprint === undefined) throw new Error(JSON.stringify(problems));
  return variableReferences(blueprint);
}

const cases: readonly [string, JsonObject, Record<string, readonly string[]>][] = [
  ['no references', pass({ Parameters: { 'a.$': '$.x', 'b.$': '$$.Execution.Id' }, Assign: { y: 1 } }), {}],
  ['paths of a state', pass({ InputPath: '$in.a', OutputPath: '$out[0]' }), { A: ['in', 'out'] }],
  [
    'each once, sorted',
    pass({ Parameters: { 'b.$': '$z', 'a.$': '$b.c', c: [{ 'd.$': '$z[1]' }] } }),
    { A: ['b', 'z'] },
  ],
  [
    'intrinsic calls',
    pass({ Assign: { 'x.$': "States.Format('{}{}', States.JsonToString($y), $z)" } }),
    { A: ['y', 'z'] },
  ],
  ['texts that are not evaluated', pass({ Comment: '$x', Result: { 'a.$': '$y' }, Parameters: { aPath: '$z' } }), {}],
  ['texts beside paths', only({ Type: 'Fail', Error: '$e', CausePath: "States.Format('{}', $c)" }), { A: ['c'] }],
  [
    'times and credentials',
    task({ TimeoutSecondsPath: '$t', HeartbeatSecondsPath: '$h', Credentials: { 'RoleArn.$': '$role' } }),
    { A: ['h', 'role', 't'] },
  ],
  [
    'choice rules',
    choice([
      { And: [{ Variable: '$a', IsNull: false }, { Not: { Variable: '$.x', StringEqualsPath: '$b' } }], Next: 'B' },
      { Variable: '$c.d', IsPresent: true, Assign: { 'x.$': '$e' }, Next: 'B' },
    ]),
    { A: ['a', 'b', 'c', 'e'] },
  ],
  [
    'catchers',
    task({
      Catch: [{ ErrorEquals: ['States.ALL'], Assign: { 'x.$': '$y' }, Next: 'A' }],
      ResultSelector: { 'a.$': '$r' },
    }),
    { A: ['r', 'y'] },
  ],
  [
    "a Map's own fields, apart from those of its states",
    map(
      { ItemsPath: '$list', ItemSelector: { 'i.$': '$sel' }, MaxConcurrencyPath: '$max' },
      machine('M', { InputPath: '$in' }),
    ),
    { A: ['list', 'max', 'sel'], M: ['in'] },
  ],
  [
    'readers, batchers and writers',
    distributed({
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$most' },
        Parameters: { 'Bucket.$': '$bucket', Key: 'k' },
      },
      ItemBatcher: { MaxItemsPerBatchPath: '$size', BatchInput: { 'x.$': '$batch' } },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { 'Bucket.$': '$target', Prefix: 'p' } },
    }),
    { A: ['batch', 'bucket', 'most', 'size', 'target'] },
  ],
  [
    'branches',
    only({ Type: 'Parallel', Branches: [machine('X', { InputPath: '$a' }), machine('Y')], End: true }),
    { X: ['a'] },
  ],
  [
    'JSONata, without functions and what an expression binds itself',
    only(
      {
        Type: 'Task',
        Resource: LAMBDA,
        Arguments: { a: '{% $x + $sum($map($list, function($v) { $v * $f })) %}', b: ['{% ($q := 1; $q) %}', '$no'] },
        Output: '{% $states.result & $out %}',
        End: true,
      },
      { QueryLanguage: 'JSONata' },
    ),
    { A: ['f', 'list', 'out', 'x'] },
  ],
  ['a JSONata state in a JSONPath machine', pass({ QueryLanguage: 'JSONata', Output: '{% $x %}' }), { A: ['x'] }],
];

describe('variableReferences', () => {
  it.each(cases)('%s', (_, definition, expected) => {
    expect(referencesOf(definition)).toEqual(expected);
  });
});
