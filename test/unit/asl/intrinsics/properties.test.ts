import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileIntrinsic } from '../../../../src/asl/intrinsics/intrinsic.ts';
import type { Json } from '../../../../src/asl/json.ts';
import { environmentOf } from '../environment-of.ts';

const names = [
  'Format',
  'StringToJson',
  'JsonToString',
  'Array',
  'ArrayPartition',
  'ArrayContains',
  'ArrayRange',
  'ArrayGetItem',
  'ArrayLength',
  'ArrayUnique',
  'Base64Encode',
  'Base64Decode',
  'Hash',
  'JsonMerge',
  'MathRandom',
  'MathAdd',
  'StringSplit',
  'UUID',
];
const parts = fc.constantFrom('$.a', "'{}'", '1', 'null', '(', ')', ',', "'", '\\', 'States.UUID()', ' ', '[');

describe('intrinsic functions', () => {
  it('never throw, whatever their arguments are', () => {
    const parameters = fc.array(fc.jsonValue() as fc.Arbitrary<Json>, { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...names), parameters, (name, input) => {
        const call = `States.${name}(${input.map((_, at) => `$[${at}]`).join(', ')})`;
        const intrinsic = compileIntrinsic(call);
        expect(intrinsic.ok && typeof intrinsic.value.evaluate(environmentOf(input)).ok).toBe('boolean');
      }),
      { numRuns: 3000 },
    );
  });

  it('never throw while a text is compiled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(parts), (name, text) => {
        const intrinsic = compileIntrinsic(`States.${name}(${text.join('')})`);
        if (intrinsic.ok) intrinsic.value.evaluate(environmentOf({ a: 1 }));
      }),
      { numRuns: 2000 },
    );
  });
});
