import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import { awsDiagnostics, awsException } from '../../../../src/asl/validate/aws-answer.ts';
import { PROBLEM_CODES } from '../../../../src/asl/validate/problem.ts';
import { validate } from '../../../../src/asl/validate/validate.ts';
import { choice, distributed, job, machine, only, pass, task } from './rule-cases.ts';

describe('validate', () => {
  it('gives the blueprint with ASL names and leaves the document as it is', () => {
    const document = Object.freeze({
      startstate: 'A',
      states: Object.freeze({ A: Object.freeze({ Type: 'Succeed' }) }),
    });
    expect(validate(document).blueprint).toEqual({ StartAt: 'A', States: { A: { Type: 'Succeed' } } });
    expect(Object.keys(document)).toEqual(['startstate', 'states']);
  });

  it('gives line and column of problems in a text', () => {
    const text =
      '{\n  "startstate": "A",\n  "states": {\n    "A": { "Type": "Pass",\n           "Retries": [] }\n  }\n}';
    expect(validate(text).problems).toMatchObject([
      { code: 'UNKNOWN_FIELD', pointer: '/states/A/Retries', line: 5, column: 12 },
      { code: 'MISSING_FIELD', pointer: '/states/A', line: 4, column: 5 },
      { code: 'NO_TERMINAL_STATE', pointer: '/states', line: 3, column: 3 },
    ]);
  });

  it('keeps warnings with a valid blueprint', () => {
    const result = validate({ StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } });
    expect(result).toMatchObject({ valid: true, problems: [{ severity: 'warning' }] });
  });

  it('stops listing problems at some point', () => {
    const fields = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`X${index}`, 1]));
    const { problems } = validate(pass(fields));
    expect(problems).toHaveLength(501);
    expect(problems.at(-1)).toMatchObject({ code: 'TOO_MANY_PROBLEMS', severity: 'error' });
  });

  it('escapes names in pointers', () => {
    expect(validate(machine('a/b~c', { X: 1 })).problems[0]).toMatchObject({
      pointer: '/States/a~1b~0c/X',
      aws: { location: '/States/a/b~c' },
    });
  });

  it('treats names of Object.prototype as plain names', () => {
    expect(validate(only({ Type: 'constructor' })).problems[0]).toMatchObject({ code: 'WRONG_VALUE' });
    expect(validate(pass({ toString: 1 })).problems[0]).toMatchObject({ code: 'UNKNOWN_FIELD' });
    expect(validate(machine('constructor')).valid).toBe(true);
  });
});

describe('awsException', () => {
  it('joins all errors as AWS does', () => {
    const { problems } = validate({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }, { dialect: 'asl' });
    expect(awsException(problems)).toEqual({
      code: 'InvalidDefinition',
      message:
        "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state at null'",
    });
  });

  it('is absent without errors', () => {
    expect(awsException(validate(pass()).problems)).toBeUndefined();
  });

  it('uses our words where those of AWS are not known', () => {
    const { problems } = validate(task({ TimeoutSeconds: 1, HeartbeatSeconds: 2 }));
    expect(awsDiagnostics(problems)).toMatchObject([{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED' }]);
  });

  it.each<[string, string, string]>([
    ['', 'MISSING_DESCRIPTION', 'Received a null or empty workflow input.'],
    [' ', 'SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object'],
    [`${' '.repeat(1_048_576)}1`, 'SCHEMA_VALIDATION_FAILED', 'less than or equal to 1048576'],
    [`${'['.repeat(201)}${']'.repeat(201)}`, 'TOO_DEEPLY_NESTED', 'The states are too deeply nested.'],
  ])('says what is wrong with the whole text (%#)', (text, code, message) => {
    const [diagnostic] = awsDiagnostics(validate(text, { dialect: 'asl' }).problems);
    expect(diagnostic).toMatchObject({ severity: 'ERROR', code, message: expect.stringContaining(message) });
  });

  it('takes more in the dialect sfc than AWS does', () => {
    const text = JSON.stringify(pass({ Comment: 'x'.repeat(1_048_576) }));
    expect([validate(text).valid, validate(text, { dialect: 'asl' }).valid]).toEqual([true, false]);
  });

  it('leaves out warnings unless they are asked for, and gives AWS those only that AWS has', () => {
    const { problems } = validate(pass({ Parameters: { a: '$.b', c: '{% 1 %}' } }), { dialect: 'asl' });
    expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(awsDiagnostics(problems)).toEqual([]);
    expect(awsDiagnostics(problems, 'WARNING')).toMatchObject([
      { severity: 'WARNING', code: 'NO_DOLLAR', location: '/States/A/Parameters/a' },
    ]);
  });
});

const seeds: Json[] = [
  pass({ Parameters: { 'a.$': '$.a' }, Assign: { x: 1 } }),
  task({
    Retry: [{ ErrorEquals: ['E'] }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }],
    Credentials: { RoleArn: 'r' },
  }),
  choice([{ And: [{ Variable: '$.a', NumericEquals: 1 }, { Not: { Variable: '$.b', IsNull: true } }], Next: 'B' }]),
  distributed({
    Label: 'x',
    ItemBatcher: { MaxItemsPerBatch: 2 },
    ItemReader: { Resource: 'r', ReaderConfig: { InputType: 'CSV' } },
  }),
  job(
    { Processor: 'kafka://t', Mode: 'Async', Correlation: { Request: '$request.a', Reply: '$reply.a' } },
    { Triggers: [{ Topic: 't' }], Worker: {} },
  ),
  {
    StartAt: 'F',
    States: {
      F: { Type: 'Parallel', Completion: 'Detached', Branches: [machine('B')], Next: 'J' },
      J: { Type: 'Join', Of: ['F'], Until: { Count: 1 }, End: true },
    },
  },
];

/** A seed in which one value, anywhere, is replaced by any other. */
function mutated(): fc.Arbitrary<Json> {
  return fc.tuple(fc.constantFrom(...seeds), fc.nat(), fc.jsonValue()).map(([seed, at, value]) => {
    let left = at % (JSON.stringify(seed).split(':').length + 5);
    return JSON.parse(JSON.stringify(seed, (_, old) => (left-- === 0 ? value : old)) ?? 'null') as Json;
  });
}

describe('validate: properties', () => {
  it('never throws and knows its own codes, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), mutated()), fc.constantFrom('asl', 'sfc'), (document, dialect) => {
        const frozen = JSON.stringify(document);
        const result = validate(document as Json, { dialect });
        expect(result.valid).toBe(result.problems.every((problem) => problem.severity === 'warning'));
        for (const problem of result.problems) expect(PROBLEM_CODES).toContain(problem.code);
        expect(JSON.stringify(document)).toBe(frozen);
      }),
      { numRuns: 500 },
    );
  });

  it('says the same of a text and of the document in it, and places every problem', () => {
    fc.assert(
      fc.property(mutated(), (document) => {
        const fromText = validate(JSON.stringify(document, null, 2));
        const { problems } = validate(typeof document === 'string' ? JSON.stringify(document) : document);
        expect(fromText.problems.map((p) => [p.code, p.pointer])).toEqual(problems.map((p) => [p.code, p.pointer]));
        for (const problem of fromText.problems) expect(problem.line).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('validate: speed', () => {
  const chain = (length: number): string => {
    const state = (index: number) => ({
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { 'a.$': '$.a', b: { 'c.$': "States.Format('{}', $.d)" } },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S0' }],
      ...(index === length - 1 ? { End: true } : { Next: `S${index + 1}` }),
    });
    const states = Array.from({ length }, (_, index) => [`S${index}`, state(index)]);
    return JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(states) });
  };
  const inner = (index: number) => ({
    StartAt: `B${index}`,
    States: { [`B${index}`]: { Type: 'Pass', Assign: { x: 1 }, End: true } },
  });
  const forks = (length: number): string => {
    const states = Array.from({ length }, (_, index) => [
      `S${index}`,
      { Type: 'Parallel', Completion: 'Detached', Branches: [inner(index)], Assign: { x: 1 }, Next: `S${index + 1}` },
    ]);
    const last = [`S${length}`, { Type: 'Join', Of: states.map(([name]) => name), End: true }];
    return JSON.stringify({ StartAt: 'S0', States: Object.fromEntries([...states, last]) });
  };

  /** The time that a computer needs, here that of one thread, says little; that it grows with the text and not with its square says enough. */
  it.each([
    ['a long chain', chain],
    ['forks with outer variables', forks],
  ])('grows no faster than the text: %s', (_, write) => {
    const cost = (length: number) => {
      const text = write(length);
      const times = Array.from({ length: 4 }, () => {
        const before = process.threadCpuUsage();
        validate(text);
        return process.threadCpuUsage(before).user;
      });
      // Whatever else the computer did meanwhile, the quickest one has least of it.
      return Math.min(...times);
    };
    cost(500);
    expect(cost(4000)).toBeLessThan(8 * 5 * Math.max(cost(500), 1_000));
  });
});
