import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import type { CompiledState } from '../../../../src/asl/program.ts';
import {
  checkMocks,
  invalidMocks,
  type MockedStates,
  mockedAnswers,
  parseMockConfig,
  parseMocks,
} from '../../../../src/testing/mocks/mock-config.ts';
import type { VirtualJob } from '../../../../src/testing/run-virtual.ts';

/** In the shape that AWS documents: two machines, shared responses, ranges, a response that nobody uses. */
const CONFIG = {
  StateMachines: {
    Billing: {
      TestCases: {
        Paid: { 'Charge card': 'Charged', Notify: 'Sent' },
        'Paid late': { 'Charge card': 'ChargedLate', Notify: 'Sent' },
        'Half mocked': { 'Charge card': 'Charged' },
      },
    },
    Other: { TestCases: {} },
  },
  MockedResponses: {
    Charged: { '0': { Return: { StatusCode: 200, Payload: { ok: true } } } },
    Unused: { '0': { Throw: { Error: 'Lambda.NotReady', Cause: 'not ready' } } },
    Sent: { '0': { Return: { MessageId: 'm-1' } } },
    ChargedLate: {
      '3': { Return: 'late' },
      '0': { Throw: { Error: 'Lambda.NotReady', Cause: 'not ready' } },
      '1-2': { Throw: { Error: 'Lambda.Timeout', Cause: 'timed out' } },
    },
  },
};

function mocksOf(mocks: Json, responses?: Json): MockedStates {
  const { value, problems } = parseMocks(mocks, responses);
  expect(problems).toEqual([]);
  return value;
}

const problemsOf = (mocks: Json, responses?: Json) =>
  parseMocks(mocks, responses).problems.map(({ code, pointer }) => `${code} ${pointer}`);
const messagesOf = (mocks: Json, responses?: Json) =>
  parseMocks(mocks, responses).problems.map(({ message }) => message);

function caller(mocks: MockedStates) {
  const answers = mockedAnswers(mocks);
  return { ...answers, call: (state: string) => answers.answer({ state, job: {} } as VirtualJob) };
}

describe('parseMockConfig', () => {
  it('reads a configuration of Step Functions Local as it is', () => {
    const { value, problems } = parseMockConfig(CONFIG);
    expect(problems).toEqual([]);
    expect([...value.stateMachines.keys()]).toEqual(['Billing', 'Other']);
    const billing = value.stateMachines.get('Billing');
    expect([...(billing?.keys() ?? [])]).toEqual(['Paid', 'Paid late', 'Half mocked']);
    expect(billing?.get('Paid late')?.get('Charge card')).toEqual({
      name: 'ChargedLate',
      ranges: [
        { first: 0, last: 0, answer: { error: 'Lambda.NotReady', cause: 'not ready' } },
        { first: 1, last: 2, answer: { error: 'Lambda.Timeout', cause: 'timed out' } },
        { first: 3, last: 3, answer: { output: 'late' } },
      ],
    });
  });

  it.each<[string, Json, string]>([
    ['no object', [], 'WRONG_TYPE '],
    ['no responses', { StateMachines: {} }, 'MISSING_FIELD '],
    ['no machines', { MockedResponses: {} }, 'MISSING_FIELD '],
    ['another field', { StateMachines: {}, MockedResponses: {}, MockedResponse: {} }, 'UNKNOWN_FIELD /MockedResponse'],
    ['a machine that is text', { StateMachines: { A: 'x' }, MockedResponses: {} }, 'WRONG_TYPE /StateMachines/A'],
    ['a machine without cases', { StateMachines: { A: {} }, MockedResponses: {} }, 'MISSING_FIELD /StateMachines/A'],
    [
      'a case that is a list',
      { StateMachines: { A: { TestCases: { 'a/b': [] } } }, MockedResponses: {} },
      'WRONG_TYPE /StateMachines/A/TestCases/a~1b',
    ],
    [
      'a response that is not there',
      { StateMachines: { A: { TestCases: { B: { C: 'none' } } } }, MockedResponses: {} },
      'WRONG_VALUE /StateMachines/A/TestCases/B/C',
    ],
  ])('refuses %s', (_, document, problem) => {
    expect(parseMockConfig(document).problems.map(({ code, pointer }) => `${code} ${pointer}`)).toContain(problem);
  });
});

describe('parseMocks', () => {
  it('takes responses by name and in place', () => {
    const mocks = mocksOf({ A: 'R', B: { '0': { Return: 2 } } }, { R: { '0': { Return: 1 } } });
    expect(mocks.get('A')?.name).toBe('R');
    expect(mocks.get('B')).toEqual({ name: 'B', ranges: [{ first: 0, last: 0, answer: { output: 2 } }] });
  });

  it('knows more than AWS does: answers that take time, never come, or are submitted first', () => {
    const mocks = mocksOf({
      A: { '0': { Return: 1, AfterSeconds: 2, Submitted: { id: 'x' } }, '1-9': { Hangs: true } },
    });
    expect(mocks.get('A')?.ranges.map(({ answer }) => answer)).toEqual([
      { output: 1, afterSeconds: 2, submitted: { id: 'x' } },
      { hangs: true },
    ]);
  });

  it.each<[string, Json, string]>([
    ['a number that is none', { first: { Return: 1 } }, 'WRONG_VALUE /A/first'],
    ['a negative number', { '-1': { Return: 1 } }, 'WRONG_VALUE /A/-1'],
    ['a range that runs backwards', { '2-1': { Return: 1 } }, 'WRONG_VALUE /A/2-1'],
    ['two answers to one call', { '0-2': { Return: 1 }, '2': { Return: 1 } }, 'CONFLICTING_FIELDS /A'],
    ['an answer that is a list', { '0': [] }, 'WRONG_TYPE /A/0'],
    ['an answer without an outcome', { '0': {} }, 'CONFLICTING_FIELDS /A/0'],
    ['an answer with two outcomes', { '0': { Return: 1, Throw: { Error: 'E' } } }, 'CONFLICTING_FIELDS /A/0'],
    ['a field that is none', { '0': { Return: 1, Later: 1 } }, 'UNKNOWN_FIELD /A/0/Later'],
    ['an error that is text', { '0': { Throw: 'E' } }, 'WRONG_TYPE /A/0/Throw'],
    ['an error without a name', { '0': { Throw: { Cause: 'c' } } }, 'MISSING_FIELD /A/0/Throw'],
    ['an error whose name is a number', { '0': { Throw: { Error: 1 } } }, 'WRONG_TYPE /A/0/Throw/Error'],
    ['an error with a field of its own', { '0': { Throw: { Error: 'E', Why: '' } } }, 'UNKNOWN_FIELD /A/0/Throw/Why'],
    ['time that runs backwards', { '0': { Return: 1, AfterSeconds: -1 } }, 'WRONG_VALUE /A/0/AfterSeconds'],
    ['Hangs: false', { '0': { Hangs: false } }, 'WRONG_VALUE /A/0/Hangs'],
    ['no answers at all', {}, 'EMPTY_VALUE /A'],
    ['a number as a response', 7, 'WRONG_TYPE /A'],
  ])('refuses %s, and nothing else with it', (_, response, problem) => {
    expect(problemsOf({ A: response })).toEqual([problem]);
  });

  it('refuses a name that no response has, and guesses what was meant', () => {
    expect(messagesOf({ A: 'Chraged' }, CONFIG.MockedResponses)).toEqual([
      'There is no mocked response "Chraged" (did you mean "Charged"?); add it to MockedResponses.',
    ]);
    expect(problemsOf({ A: 'toString' }, {})).toEqual(['WRONG_VALUE /A']);
  });
});

describe('checkMocks', () => {
  const states = new Map(
    ['Task', 'Choice'].map((type) => [`A ${type}`, { type } as unknown as CompiledState] as const),
  );

  it('lets Task states be mocked, and no other', () => {
    const mocks = mocksOf({ 'A Task': 'R', 'A Choice': 'R', 'A Tusk': 'R' }, { R: { '0': { Return: 1 } } });
    expect(checkMocks(mocks, states, '/here').map(({ pointer, message }) => `${pointer}: ${message}`)).toEqual([
      '/here/A Choice: "A Choice" is a Choice state, which calls nothing; mock Task states, and Maps with an ItemReader or ResultWriter.',
      '/here/A Tusk: The blueprint has no state "A Tusk" (did you mean "A Task"?); correct the name.',
    ]);
  });
});

describe('mockedAnswers', () => {
  it('counts the calls of each state from 0', () => {
    const { call } = caller(
      mocksOf({ A: 'R', B: 'R' }, { R: { '0': { Return: 0 }, '1-2': { Throw: { Error: 'E' } } } }),
    );
    expect([call('A'), call('A'), call('B'), call('A')]).toEqual([
      { output: 0 },
      { error: 'E' },
      { output: 0 },
      { error: 'E' },
    ]);
  });

  it('refuses a state without a mock, and a call beyond the answers', () => {
    const { call } = caller(mocksOf({ A: { '0': { Return: 0 }, '2-3': { Return: 1 } } }));
    expect(() => call('B')).toThrow('The state "B" makes a call, and nothing mocks it.');
    call('A');
    expect(() => call('A')).toThrow(
      'The state "A" makes call number 1, but the mocked response "A" has answers for 0, 2-3 only.',
    );
  });

  it('tells which mocks were never called', () => {
    const { call, uncalled } = caller(mocksOf({ A: { '0': { Return: 0 } }, B: { '0': { Return: 0 } } }));
    call('B');
    expect(uncalled()).toEqual(['A']);
  });
});

describe('invalidMocks', () => {
  it('lists the problems', () => {
    const { problems } = parseMocks([]);
    expect(invalidMocks(problems)).toMatchObject({
      code: 'SFC_INVALID_MOCKS',
      message: '/: A list of mocks is an object, not a list.',
      details: { problems },
    });
  });
});
