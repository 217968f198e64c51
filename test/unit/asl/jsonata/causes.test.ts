import { expect, test } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { unexpectedResultType } from '../../../../src/asl/jsonata/causes.ts';

test.each<[Json, string]>([
  [1, "'number' for value: 1"],
  [true, "'boolean' for value: true"],
  ['string', '\'string\' for value: "string"'],
  [{ foo: 'bar' }, '\'object\' for value: {"foo":"bar"}'],
  [[1], "'array' for value: [1]"],
  [null, "'null' for value: null"],
])('unexpectedResultType · %j', (value, expected) => {
  const cause = `The JSONata expression '$x' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was ${expected}`;
  const failure = { ok: false, error: { error: 'States.QueryEvaluationError', cause } };
  expect(unexpectedResultType('{% $x %}', 'Items', 'array', value)).toEqual(failure);
  expect(unexpectedResultType('$x', 'Items', 'array', value)).toEqual(failure);
});
