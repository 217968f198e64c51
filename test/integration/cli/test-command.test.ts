import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findTestFiles } from '../../../src/cli/test/find-test-files.ts';
import { runTests } from '../../../src/cli/test/run-tests.ts';
import { createCommandLine } from './command-line.ts';

const line = await createCommandLine();
afterAll(() => line.server.close());

const CHARGE = 'arn:aws:states:::lambda:invoke';
const ORDER = {
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: CHARGE,
      Parameters: { FunctionName: 'charge' },
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};
const MOCKS = {
  StateMachines: {
    order: { TestCases: { 'is paid': { Charge: 'Paid' }, 'is paid in the end': { Charge: 'PaidLate' } } },
  },
  MockedResponses: {
    Paid: { '0': { Return: { ok: true } } },
    PaidLate: { '0-1': { Throw: { Error: 'Busy', Cause: '' } }, '2': { Return: { ok: true } } },
  },
};
const PASSING = {
  MockConfigFile: 'MockConfigFile.json',
  TestCases: { 'is paid': { Path: ['Charge', 'Done'] }, 'is paid in the end': { Output: { ok: true }, Seconds: 3 } },
};

/** A folder with the files: JSON, or text as it stands. */
function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sfc-test-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}
const orderWith = (test: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  folderWith({ 'order.asl.json': ORDER, 'order.test.json': test, 'MockConfigFile.json': MOCKS, ...more });

describe('sfc test', () => {
  it('runs the cases of a folder on a file of Step Functions Local, and prints the coverage', async () => {
    const folder = orderWith(PASSING);
    expect(await line.run('test', folder)).toEqual({
      code: 0,
      out: [
        join(folder, 'order.test.json'),
        '  ✓ is paid',
        '  ✓ is paid in the end (3 s of virtual time)',
        '',
        'COVERAGE     STATES  TRANSITIONS',
        'order     2/2 100 %    3/3 100 %',
        '',
        '2 passed',
        '',
      ].join('\n'),
      notes: '',
    });
  });

  it('takes test files, blueprints and patterns, each file once', async () => {
    const folder = orderWith(PASSING);
    const paths = [join(folder, 'order.test.json'), join(folder, 'order.asl.json'), join(folder, 'or*.json')];
    for (const path of paths) expect((await line.run('test', path)).out).toContain('\n2 passed\n');
    expect((await line.run('test', ...paths)).out).toContain('\n2 passed\n');
  });

  it('shows how a case fails', async () => {
    const folder = orderWith({
      ...PASSING,
      TestCases: {
        'is paid': { Path: ['Done'], Output: { ok: false } },
        'is paid in the end': {},
        'is not mocked': {},
      },
    });
    const { code, out } = await line.run('test', folder);
    expect(code).toBe(1);
    expect(out).toContain(
      [
        '  ✗ is paid',
        '      output: the output differs (- expected, + actual)',
        '          {',
        '        -   "ok": false',
        '        +   "ok": true',
        '          }',
        '      path: the flow took another path (- expected, + actual)',
        '        + Charge',
        '          Done',
        '  ✓ is paid in the end (3 s of virtual time)',
        '  ✗ is not mocked',
        '      run: The state "Charge" makes a call, and nothing mocks it. Mock "Charge" in this test case: no real service is ever called here.',
        '      it went Charge',
      ].join('\n'),
    );
    expect(out).toMatch(/\n1 passed, 2 failed\n$/);
  });

  it('enforces the coverage of states and of transitions', async () => {
    const folder = orderWith({ ...PASSING, TestCases: { 'is paid': {} } });
    const low = await line.run('test', folder, '--min', '67');
    expect([low.code, low.notes]).toEqual([1, 'coverage of the transitions of order (66 %) is below 67 %\n']);
    expect(low.out).toContain('order     2/2 100 %    2/3  66 %');
    expect(low.out).toContain(`not covered in ${join(folder, 'order.asl.json')}:\n  Charge Retry[0] (States.ALL)\n`);
    expect((await line.run('test', folder, '--min', '66')).code).toBe(0);
    expect((await line.run('test', folder, '--min', '101')).code).toBe(2);
    expect((await line.run('test', folder, '--min', 'all')).code).toBe(2);
  });

  it('counts a blueprint without tests', async () => {
    const folder = orderWith(PASSING, { 'more/blueprint.asl.json': ORDER });
    const { code, out, notes } = await line.run('test', folder, '--min', '1');
    expect([code, out]).toEqual([1, expect.stringContaining('more      0/2   0 %    0/3   0 %')]);
    expect(out).toContain('\n  Charge (never entered)\n  Done (never entered)\n\n');
    expect(notes).toContain('coverage of the states of more (0 %)');
  });

  it('notes test cases of the MockConfigFile that nobody runs', async () => {
    const { code, out } = await line.run('test', orderWith({ ...PASSING, TestCases: { 'is paid': {} } }));
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('  ! the MockConfigFile has a test case "is paid in the end"'),
    ]);
  });

  it('reads inputs from files, and says which one is wrong', async () => {
    const test = { ...PASSING, TestCases: { 'is paid': { InputFile: 'in.json' } } };
    expect((await line.run('test', orderWith(test, { 'in.json': { id: 1 } }))).code).toBe(0);
    const broken = orderWith(test, { 'in.json': '{"id":}' });
    expect((await line.run('test', broken)).out).toContain(
      `${join(broken, 'in.json')}:1:7 This is no JSON: expected a value`,
    );
    expect((await line.run('test', orderWith(test))).out).toContain('in.json cannot be read (ENOENT)');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['is no JSON', { 'order.test.json': '{"TestCases":' }, 'order.test.json:1:14 INVALID_JSON This is no JSON'],
    ['has a case twice', { 'order.test.json': '{"TestCases":{"a":{},"a":{}}}' }, 'order.test.json:1:22 DUPLICATE_KEY'],
    [
      'names unknown states',
      { 'order.test.json': '{"TestCases":{"a":{\n "Path":["Chrage"]}}}' },
      'order.test.json:2:10 STATE_NOT_FOUND The blueprint has no state "Chrage" (did you mean "Charge"?)',
    ],
    [
      'names a blueprint that is not there',
      { 'order.test.json': { ...PASSING, Blueprint: 'x.json' } },
      'x.json cannot be read (ENOENT).',
    ],
    [
      'has no blueprint',
      { 'other.test.json': PASSING },
      'other.asl.json cannot be read (ENOENT). Name the blueprint as Blueprint',
    ],
    [
      'names a MockConfigFile that is not there',
      { 'order.test.json': { ...PASSING, MockConfigFile: 'x.json' } },
      'x.json cannot be read (ENOENT).',
    ],
    ['has a broken MockConfigFile', { 'MockConfigFile.json': '{' }, 'MockConfigFile.json:1:2 INVALID_JSON'],
    [
      'has a wrong MockConfigFile',
      { 'MockConfigFile.json': { ...MOCKS, MockedResponses: {} } },
      'WRONG_VALUE There is no mocked response "Paid"; add it to MockedResponses.',
    ],
    [
      'names no state machine of it',
      { 'order.test.json': { ...PASSING, StateMachine: 'x' } },
      'There is no state machine "x" here (there are: order)',
    ],
    ['has an invalid blueprint', { 'order.asl.json': '{"StartAt":"A","States":{}}' }, 'order.asl.json:1:'],
  ])('does not run a test file that %s', async (_, files, problem) => {
    const { code, out } = await line.run('test', orderWith(PASSING, files));
    expect([code, out]).toEqual([1, expect.stringContaining(problem)]);
    expect(out).toContain('1 test file cannot be run');
  });

  it('says so where there is nothing to test', async () => {
    expect(await line.run('test', join(tmpdir(), 'sfc-none'))).toMatchObject({
      code: 1,
      notes: expect.stringMatching(/^SFC_FILE_UNREADABLE: There are no tests at .*sfc-none\./),
    });
    expect(await line.run('test', folderWith({ 'a.json': {} }))).toMatchObject({
      code: 1,
      notes: expect.stringContaining('Write NAME.test.json beside NAME.asl.json'),
    });
  });

  it('gives all of it as JSON', async () => {
    const { code, out, notes } = await line.run('test', orderWith(PASSING), '--json');
    expect([code, notes]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      passed: true,
      files: [{ problems: [], cases: [{ name: 'is paid', passed: true, status: 'SUCCEEDED' }, { seconds: 3 }] }],
      blueprints: [{ coverage: { states: { covered: 2, total: 2 }, transitions: { percent: 100, uncovered: [] } } }],
    });
  });

  it('writes a JUnit report', async () => {
    const folder = orderWith(
      { TestCases: { '"<&>"': { Path: ['Done'], Mocks: { Charge: { '0': { Return: 1 } } } } }, Comment: '' },
      { 'other.test.json': PASSING },
    );
    const file = join(folder, 'report.xml');
    await line.run('test', folder, '--junit', file);
    const xml = readFileSync(file, 'utf8');
    expect(xml).toContain(`<testsuite name="${join(folder, 'order.test.json')}" tests="1" failures="1" errors="0">`);
    expect(xml).toContain(
      'name="&quot;&lt;&amp;&gt;&quot;"><failure message="the flow took another path">path: the flow',
    );
    expect(xml).toContain('tests="1" failures="0" errors="1">');
    expect(xml).toContain('<error message="it cannot be run">');
    expect(await line.run('test', folder, '--junit', join(folder, 'none', 'report.xml'))).toMatchObject({
      code: 1,
      notes: expect.stringContaining('cannot be written (ENOENT)'),
    });
  });

  it('stops between two files when it is interrupted', async () => {
    const folder = orderWith(PASSING, {
      'more.asl.json': ORDER,
      'more.test.json': { ...PASSING, StateMachine: 'order' },
    });
    const abort = new AbortController();
    const { files } = await runTests(findTestFiles([folder]), abort.signal, () => abort.abort());
    expect(files.map(({ file }) => file)).toEqual([join(folder, 'more.test.json')]);
  });
});
