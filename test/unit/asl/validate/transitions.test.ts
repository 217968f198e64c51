import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';
import { choice, LAMBDA, machine, map, pass, testRules } from './rule-cases.ts';

const asl = { dialect: 'asl' } as const;
const rule = { Variable: '$.a', IsNull: true };
const missing = (location: string) => ({
  code: 'MISSING_TRANSITION_TARGET',
  message: "Missing 'Next' target: Nowhere",
  location,
});
const leaky = (next: string) => ({
  StartAt: 'A',
  States: {
    A: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'C',
        States: { C: { Type: 'Choice', Choices: [{ ...rule, Next: 'D' }], Default: next }, D: { Type: 'Succeed' } },
      },
      Next: 'B',
    },
    B: { Type: 'Pass', End: true },
  },
});
const caught = (next: string) => ({
  StartAt: 'A',
  States: {
    A: { Type: 'Task', Resource: LAMBDA, Catch: [{ ErrorEquals: ['States.ALL'], Next: next }], Next: 'B' },
    B: { Type: 'Succeed' },
  },
});
const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };

describe('validate: transitions', () => {
  testRules([
    {
      name: 'End that is false needs a Next',
      invalid: pass({ End: false }),
      valid: pass({ End: true }),
      code: 'WRONG_VALUE',
      pointer: '/States/A/End',
    },
    {
      name: 'StartAt names a state',
      invalid: { ...pass(), StartAt: 'Nowhere' },
      valid: pass(),
      code: 'STATE_NOT_FOUND',
      pointer: '/StartAt',
    },
    {
      name: 'Next names a state',
      invalid: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' }, B: { Type: 'Succeed' } } },
      valid: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } } },
      code: 'STATE_NOT_FOUND',
      pointer: '/States/A/Next',
      aws: missing('/States/A/Next'),
    },
    {
      name: 'Default names a state',
      invalid: choice([{ ...rule, Next: 'B' }], { Default: 'Nowhere' }),
      valid: choice([{ ...rule, Next: 'B' }]),
      code: 'STATE_NOT_FOUND',
      pointer: '/States/A/Default',
      aws: missing('/States/A/Default'),
    },
    {
      name: 'a rule leads to a state',
      invalid: choice([{ ...rule, Next: 'Nowhere' }]),
      valid: choice([{ ...rule, Next: 'B' }]),
      code: 'STATE_NOT_FOUND',
      pointer: '/States/A/Choices/0/Next',
      aws: missing('/States/A/Choices[0]/Next'),
    },
    {
      name: 'a catcher leads to a state',
      invalid: caught('Nowhere'),
      valid: caught('B'),
      code: 'STATE_NOT_FOUND',
      pointer: '/States/A/Catch/0/Next',
      aws: missing('/States/A/Catch[0]/Next'),
    },
    {
      name: 'a transition stays in its scope',
      invalid: leaky('B'),
      valid: leaky('D'),
      code: 'STATE_NOT_FOUND',
      pointer: '/States/A/ItemProcessor/States/C/Default',
    },
    {
      name: 'prototype names are no states',
      invalid: { StartAt: 'toString', States: { A: { Type: 'Succeed' } } },
      valid: pass(),
      code: 'STATE_NOT_FOUND',
      pointer: '/StartAt',
    },
    {
      name: 'some state ends the flow',
      invalid: { StartAt: 'A', States: loop },
      valid: pass(),
      code: 'NO_TERMINAL_STATE',
      pointer: '/States',
      aws: { code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' },
    },
    {
      name: 'some state ends an iteration',
      invalid: map({}, { StartAt: 'M', States: { M: { Type: 'Pass', Next: 'M' } } }),
      valid: map({}, machine('M')),
      code: 'NO_TERMINAL_STATE',
      pointer: '/States/A/ItemProcessor/States',
    },
    {
      name: 'an unreachable state is a warning',
      invalid: { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } },
      valid: pass(),
      code: 'UNREACHABLE_STATE',
      pointer: '/States/B',
      severity: 'warning',
    },
    {
      name: 'an unreachable state is an error to AWS',
      invalid: { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } },
      valid: pass(),
      code: 'UNREACHABLE_STATE',
      pointer: '/States/B',
      options: asl,
      aws: { code: 'MISSING_TRANSITION_TARGET', message: 'State "B" is not reachable.', location: '/States/B' },
    },
    {
      name: 'a state that only unreachable ones lead to is one more warning',
      invalid: {
        StartAt: 'A',
        States: { A: { Type: 'Succeed' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Succeed' } },
      },
      valid: pass(),
      code: 'UNREACHABLE_STATE',
      pointer: '/States/C',
      severity: 'warning',
    },
    {
      name: 'a loop without a way out is a warning',
      invalid: {
        StartAt: 'C',
        States: {
          ...loop,
          C: { Type: 'Choice', Choices: [{ ...rule, Next: 'A' }], Default: 'D' },
          D: { Type: 'Succeed' },
        },
      },
      valid: choice([{ ...rule, Next: 'A' }]),
      code: 'ENDLESS_LOOP',
      pointer: '/States/A',
      severity: 'warning',
    },
  ]);

  it('a missing end hides what cannot be reached, as AWS does', () => {
    const result = validate({ StartAt: 'A', States: { ...loop, C: { Type: 'Pass', Next: 'A' } } }, asl);
    expect(result.problems.map((problem) => problem.code)).toEqual(['NO_TERMINAL_STATE']);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    [
      'a start that there is not, and whom nothing names',
      { StartAt: 'Nowhere', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } } },
      ["Missing 'Next' target: Nowhere", 'State "A" is not reachable.'],
    ],
    [
      'no unreachable state where there is no start',
      { States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } } },
      ['These fields are required: [StartAt]'],
    ],
    [
      'the first of an unreachable chain only',
      { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Succeed' } } },
      ['State "B" is not reachable.'],
    ],
    [
      'a target that there is not before a machine without end',
      { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' }, B: { Type: 'Pass', Next: 'A' } } },
      ["Missing 'Next' target: Nowhere", 'Workflow has no terminal state'],
    ],
  ])('AWS names %s', (_, definition, messages) => {
    expect(validate(definition, asl).problems.map((problem) => problem.aws?.message)).toEqual(messages);
  });
});
