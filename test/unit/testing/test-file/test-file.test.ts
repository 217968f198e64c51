import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { allStates } from '../../../../src/testing/all-states.ts';
import { type MockConfig, parseMockConfig } from '../../../../src/testing/mocks/mock-config.ts';
import { checkMockConfig, parseTestFile, readTestFileHead } from '../../../../src/testing/test-file/test-file.ts';
import { pass, program, task } from '../blueprints.ts';

const around = {
  states: allStates(program({ 'Charge card': task({ Next: 'Done' }), Done: pass() })),
  stateMachine: 'Billing',
};
const RESPONSE = { '0': { Return: 1 } };
const config = configOf({ Billing: { TestCases: { Paid: { 'Charge card': 'Charged' } } } });

function configOf(machines: Json): MockConfig {
  const { value, problems } = parseMockConfig({ StateMachines: machines, MockedResponses: { Charged: RESPONSE } });
  expect(problems).toEqual([]);
  return value;
}

function problemsOf(document: Json, shared?: MockConfig): string[] {
  const { problems } = parseTestFile(document, shared === undefined ? around : { ...around, config: shared });
  return problems.map(({ code, pointer }) => `${code} ${pointer}`);
}
const ofCase = (fields: Json) => problemsOf({ TestCases: { a: fields } });

function caseOf(fields: Json, shared?: MockConfig) {
  const document = { TestCases: { Paid: fields } };
  const { value, problems } = parseTestFile(document, shared === undefined ? around : { ...around, config: shared });
  expect(problems).toEqual([]);
  return value.cases[0];
}

describe('parseTestFile', () => {
  it('reads all of a case', () => {
    const fields = {
      Comment: 'why',
      Input: 7,
      Mocks: { 'Charge card': RESPONSE },
      StartTime: '2026-01-31T12:00:00Z',
      Path: ['Charge card', 'Done'],
      Status: 'SUCCEEDED',
      Output: null,
      Seconds: 1.5,
      MaxSeconds: 2,
    };
    expect(caseOf(fields)).toMatchObject({
      name: 'Paid',
      input: 7,
      startTime: Date.UTC(2026, 0, 31, 12),
      expected: {
        status: 'SUCCEEDED',
        output: null,
        path: [{ state: 'Charge card' }, { state: 'Done' }],
        seconds: 1.5,
        maxSeconds: 2,
      },
    });
    expect(caseOf({ Error: 'E', Cause: 'c' })?.expected).toEqual({ error: 'E', cause: 'c' });
    expect(caseOf({ OutputMatches: { a: 1 } })?.expected).toEqual({ outputPart: { a: 1 } });
    expect(caseOf({ InputFile: 'in.json' })).toMatchObject({ input: {}, inputFile: 'in.json' });
  });

  it('takes the mocks of the same case in the file of Step Functions Local', () => {
    expect(caseOf({}, config)?.mocks.get('Charge card')?.name).toBe('Charged');
    expect(caseOf({})?.mocks.size).toBe(0);
  });

  it('lets own mocks name responses of that file', () => {
    const document = { TestCases: { other: { Mocks: { 'Charge card': 'Charged' } } } };
    expect(parseTestFile(document, { ...around, config })).toMatchObject({ problems: [] });
  });

  it.each<[string, Json, string]>([
    ['a list', [], 'WRONG_TYPE '],
    ['no cases', {}, 'MISSING_FIELD '],
    ['an empty list of cases', { TestCases: {} }, 'EMPTY_VALUE /TestCases'],
    ['cases in a list', { TestCases: [{}] }, 'WRONG_TYPE /TestCases'],
    ['a case that is text', { TestCases: { a: '' } }, 'WRONG_TYPE /TestCases/a'],
    ['another field', { TestCases: { a: {} }, Cases: {} }, 'UNKNOWN_FIELD /Cases'],
    ['a blueprint that is no text', { TestCases: { a: {} }, Blueprint: 7 }, 'WRONG_TYPE /Blueprint'],
    ['a flag that is none', { TestCases: { a: {} }, AllowUnusedMocks: 1 }, 'WRONG_TYPE /AllowUnusedMocks'],
    [
      'a response that no case uses',
      { TestCases: { a: {} }, MockedResponses: { R: RESPONSE } },
      'WRONG_VALUE /MockedResponses/R',
    ],
  ])('refuses %s', (_, document, problem) => expect(problemsOf(document)).toContain(problem));

  it.each<[string, Json, string]>([
    ['another field', { Expect: 1 }, 'UNKNOWN_FIELD /TestCases/a/Expect'],
    ['two inputs', { Input: 1, InputFile: 'x' }, 'CONFLICTING_FIELDS /TestCases/a/InputFile'],
    ['two outputs', { Output: 1, OutputMatches: 1 }, 'CONFLICTING_FIELDS /TestCases/a/OutputMatches'],
    ['an output and an error', { Output: 1, Error: 'E' }, 'CONFLICTING_FIELDS /TestCases/a/Error'],
    ['a part of an output and an error', { OutputMatches: 1, Error: 'E' }, 'CONFLICTING_FIELDS /TestCases/a/Error'],
    ['a status that is none', { Status: 'DONE' }, 'WRONG_VALUE /TestCases/a/Status'],
    ['an error that is no text', { Error: 1 }, 'WRONG_TYPE /TestCases/a/Error'],
    ['a time that is none', { StartTime: 'noon' }, 'WRONG_VALUE /TestCases/a/StartTime'],
    ['a negative time', { Seconds: -1 }, 'WRONG_VALUE /TestCases/a/Seconds'],
    ['a state that is not there', { Path: ['Paid'] }, 'STATE_NOT_FOUND /TestCases/a/Path/0'],
    ['mocks of a state that is not there', { Mocks: { X: RESPONSE } }, 'STATE_NOT_FOUND /TestCases/a/Mocks/X'],
    ['mocks of a Pass', { Mocks: { Done: RESPONSE } }, 'WRONG_VALUE /TestCases/a/Mocks/Done'],
    ['a response that is not there', { Mocks: { 'Charge card': 'R' } }, 'WRONG_VALUE /TestCases/a/Mocks/Charge card'],
  ])('refuses a case with %s', (_, fields, problem) => expect(ofCase(fields)).toEqual([problem]));

  it('refuses a case whose mocks stand in both files', () => {
    expect(problemsOf({ TestCases: { Paid: { Mocks: {} } } }, config)).toEqual([
      'CONFLICTING_FIELDS /TestCases/Paid/Mocks',
    ]);
  });
});

describe('checkMockConfig', () => {
  const found = (machines: Json) =>
    checkMockConfig(configOf(machines), around).problems.map(({ code, pointer }) => `${code} ${pointer}`);

  it('finds states that the blueprint does not have, in every case of its machine and in no other', () => {
    const wrong = { TestCases: { 'a/b': { Card: 'Charged' } } };
    expect(found({ Billing: wrong, Other: wrong })).toEqual([
      'STATE_NOT_FOUND /StateMachines/Billing/TestCases/a~1b/Card',
    ]);
  });

  it('says which machines there are, where the one that is looked for is not', () => {
    const { problems } = checkMockConfig(configOf({ Other: { TestCases: {} } }), around);
    expect(problems).toMatchObject([
      { code: 'MISSING_FIELD', message: expect.stringContaining('no state machine "Billing" here (there are: Other)') },
    ]);
  });
});

describe('readTestFileHead', () => {
  it('takes what is text and passes over the rest', () => {
    const head = { Blueprint: 'b.json', MockConfigFile: 'm.json', StateMachine: 'S' };
    expect(readTestFileHead(head)).toEqual({ blueprint: 'b.json', mockConfigFile: 'm.json', stateMachine: 'S' });
    expect(readTestFileHead({ Blueprint: 7 })).toEqual({});
    expect(readTestFileHead([])).toEqual({});
  });
});
