import { describe } from 'vitest';
import { distributed, map, pass, testRules } from './rule-cases.ts';

const inner = { StartAt: 'M', States: { M: { Type: 'Pass', Assign: { x: 1 }, End: true } } };
const assignedBefore = (assigned: string, config: object = {}) => ({
  StartAt: 'S',
  States: {
    S: { Type: 'Pass', Assign: { [assigned]: 1 }, Next: 'A' },
    A: { Type: 'Map', ItemProcessor: { ...inner, ...config }, End: true },
  },
});
const assignedLater = {
  StartAt: 'A',
  States: { A: { Type: 'Map', ItemProcessor: inner, Next: 'Z' }, Z: { Type: 'Pass', Assign: { x: 1 }, End: true } },
};
const assignedByCatcher = {
  StartAt: 'A',
  States: {
    A: {
      Type: 'Map',
      ItemProcessor: inner,
      Catch: [{ ErrorEquals: ['States.ALL'], Assign: { x: 1 }, Next: 'Z' }],
      Next: 'Z',
    },
    Z: { Type: 'Pass', End: true },
  },
};
const assignedInLoop = {
  StartAt: 'A',
  States: {
    A: { Type: 'Map', ItemProcessor: inner, Next: 'Z' },
    Z: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Assign: { x: 1 }, Next: 'A' }], Default: 'Y' },
    Y: { Type: 'Succeed' },
  },
};
const at = '/States/A/ItemProcessor/States/M/Assign/x';

describe('validate: variables', () => {
  testRules([
    {
      name: 'the name "states" is reserved',
      invalid: pass({ Assign: { states: 1 } }),
      valid: pass({ Assign: { states1: 1 } }),
      code: 'INVALID_VARIABLE_NAME',
      pointer: '/States/A/Assign/states',
    },
    ...['top-level', '1st', 'a b', '', 'a.b'].map((name) => ({
      name: `"${name}" is no name`,
      invalid: pass({ Assign: { [name]: 1 } }),
      valid: pass({ Assign: { größe_2: 1, 'naïve.$': '$' } }),
      code: 'INVALID_VARIABLE_NAME' as const,
      pointer: `/States/A/Assign/${name}`,
    })),
    {
      name: 'names have at most 80 characters',
      invalid: pass({ Assign: { ['x'.repeat(81)]: 1 } }),
      valid: pass({ Assign: { ['x'.repeat(80)]: 1 } }),
      code: 'INVALID_VARIABLE_NAME',
      pointer: `/States/A/Assign/${'x'.repeat(81)}`,
    },
    {
      name: 'an inner scope leaves outer variables alone',
      invalid: assignedBefore('x'),
      valid: assignedBefore('y'),
      code: 'OUTER_VARIABLE',
      pointer: at,
    },
    {
      name: 'what is assigned later is no outer variable yet',
      invalid: assignedBefore('x'),
      valid: assignedLater,
      code: 'OUTER_VARIABLE',
      pointer: at,
    },
    {
      name: 'a catcher of the state itself comes later',
      invalid: assignedInLoop,
      valid: assignedByCatcher,
      code: 'OUTER_VARIABLE',
      pointer: at,
    },
    {
      name: 'a distributed Map has no outer variables',
      invalid: assignedBefore('x'),
      valid: assignedBefore('x', { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
      code: 'OUTER_VARIABLE',
      pointer: at,
    },
    {
      name: 'Assign is an object',
      invalid: map({ Assign: [] }),
      valid: distributed({ Assign: {} }),
      code: 'WRONG_TYPE',
      pointer: '/States/A/Assign',
    },
  ]);
});
