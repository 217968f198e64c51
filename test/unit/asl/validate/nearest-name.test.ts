import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../../src/asl/validate/nearest-name.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';

const KNOWN = ['Next', 'End', 'Type', 'ResultPath', 'OutputPath'];

describe('nearestName', () => {
  it.each([
    ['Nxet', 'Next'],
    ['next', 'Next'],
    ['ResultPaht', 'ResultPath'],
    ['Netx', 'Next'],
    ['Colour', undefined],
    ['X', undefined],
  ])('%s → %s', (name, found) => {
    expect(nearestName(name, KNOWN)).toBe(found);
  });

  it('names none where several are as near', () => {
    expect(nearestName('Fox', ['Fax', 'Fix'])).toBeUndefined();
  });
});

it('an unknown field asks whether a known one is meant', () => {
  const { problems } = validate({ StartAt: 'A', States: { A: { Type: 'Pass', Nxet: 'B', End: true } } });
  expect(problems).toContainEqual(
    expect.objectContaining({ code: 'UNKNOWN_FIELD', message: expect.stringContaining('did you mean "Next"?') }),
  );
});
