import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import type { TraceEntry } from '../../../../src/engine/trace.ts';
import { allStates } from '../../../../src/testing/all-states.ts';
import { createShapeReader } from '../../../../src/testing/shape.ts';
import { simulateProgram } from '../../../../src/testing/simulate.ts';
import { comparePaths, readPath } from '../../../../src/testing/test-file/expected-path.ts';
import { pathTree } from '../../../../src/testing/test-file/path-tree.ts';
import { pass, program, scope, task } from '../blueprints.ts';

const blueprint = program({
  A: pass({ Next: 'Fork' }),
  Fork: {
    Type: 'Parallel',
    Branches: [scope({ B: pass() }), scope({ C: pass({ Next: 'D' }), D: pass() })],
    ResultPath: null,
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
    Next: 'Each',
  },
  Each: { Type: 'Map', Iterator: scope({ E: task() }), Catch: [{ ErrorEquals: ['States.ALL'], Next: 'F' }], Next: 'F' },
  F: pass(),
});
const states = allStates(blueprint);

function read(path: Json) {
  const shape = createShapeReader();
  return {
    path: readPath(path, '', states, shape),
    problems: shape.problems.map(({ code, pointer }) => `${code} ${pointer}`),
  };
}

async function taken(input: Json) {
  const trace: TraceEntry[] = [];
  await simulateProgram(blueprint, { input, trace: (entry) => trace.push(entry) });
  return pathTree(trace);
}

async function differences(expected: Json, input: Json = [1, 2, 3]) {
  const { path, problems } = read(expected);
  expect(problems).toEqual([]);
  const lines = comparePaths(path, await taken(input));
  return {
    missing: lines.expected.filter((line) => !lines.actual.includes(line)),
    extra: lines.actual.filter((line) => !lines.expected.includes(line)),
    same: JSON.stringify(lines.expected) === JSON.stringify(lines.actual),
  };
}
const SAME = { missing: [], extra: [], same: true };

describe('pathTree', () => {
  it('has branches and iterations inside their state', async () => {
    expect(await taken([1])).toEqual([
      { state: 'A' },
      { state: 'Fork', inside: [[{ state: 'B' }], [{ state: 'C' }, { state: 'D' }]] },
      { state: 'Each', inside: [[{ state: 'E' }]] },
      { state: 'F' },
    ]);
  });

  it('appends the second way of a branch whose Parallel is retried', async () => {
    const again = program({
      Fork: {
        Type: 'Parallel',
        Branches: [scope({ B: task() })],
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
        End: true,
      },
    });
    const trace: TraceEntry[] = [];
    await simulateProgram(again, {
      mocks: { B: [{ error: 'E' }, { output: 1 }] },
      trace: (entry) => trace.push(entry),
    });
    expect(pathTree(trace)).toEqual([{ state: 'Fork', inside: [[{ state: 'B' }, { state: 'B' }]] }]);
  });
});

describe('comparePaths', () => {
  it('does not look into a Parallel or Map that stands by its name alone', async () => {
    expect(await differences(['A', 'Fork', 'Each', 'F'])).toEqual(SAME);
  });

  it('compares every branch and iteration of a list', async () => {
    expect(await differences(['A', { Fork: [['B'], ['C', 'D']] }, { Each: [['E'], ['E'], ['E']] }, 'F'])).toEqual(SAME);
    expect(await differences(['A', { Fork: [['B'], ['C']] }, 'Each', 'F'])).toMatchObject({ extra: ['Fork[1] › D'] });
    expect(await differences(['A', 'Fork', { Each: [['E'], ['E']] }, 'F'])).toMatchObject({ extra: ['Each[2] › E'] });
    expect(await differences(['A', 'Fork', { Each: [['E'], ['E'], ['E'], ['E']] }, 'F'])).toMatchObject({
      missing: ['Each[3] › E'],
    });
    expect(await differences(['A', 'Fork', { Each: [] }, 'F'], [])).toEqual(SAME);
  });

  it('compares some iterations by number', async () => {
    expect(await differences(['A', 'Fork', { Each: { '1-2': ['E'] } }, 'F'])).toEqual(SAME);
    expect(await differences(['A', 'Fork', { Each: { '0': [], '2-999999999': ['E'] } }, 'F'])).toEqual({
      missing: ['Each[3] › E'],
      extra: ['Each[0] › E'],
      same: false,
    });
    expect(await differences(['A', 'Fork', { Each: { '7': ['E'] } }, 'F'])).toMatchObject({ missing: ['Each[7] › E'] });
  });

  it('heeds the order', async () => {
    expect(await differences(['Fork', 'A', 'Each', 'F'])).toEqual({ missing: [], extra: [], same: false });
    expect(await differences(['A', 'Fork', 'Fork', 'Each', 'F'])).toMatchObject({ same: false });
  });

  it('pairs the visits of a loop in order', () => {
    const { path } = read([{ Each: [['E']] }, 'A', 'Each', 'A', { Each: [['E']] }]);
    const once = { state: 'Each', inside: [[{ state: 'E' }]] };
    const twice = { state: 'Each', inside: [[{ state: 'E' }], [{ state: 'E' }]] };
    const lines = (second: typeof once, third: typeof once) =>
      comparePaths(path, [once, { state: 'A' }, second, { state: 'A' }, third]);
    expect(lines(twice, once).actual).toEqual(lines(twice, once).expected);
    expect(lines(once, twice).actual).not.toEqual(lines(once, twice).expected);
  });
});

describe('readPath', () => {
  it.each<[string, Json, string]>([
    ['text', 'A', 'WRONG_TYPE '],
    ['a number in it', ['A', 7], 'WRONG_TYPE /1'],
    ['two states in one object', [{ Fork: [], Each: [] }], 'WRONG_TYPE /0'],
    ['a state that is not there', ['A', 'Frok'], 'STATE_NOT_FOUND /1'],
    ['a fork that is not there', [{ 'a/b': [] }], 'STATE_NOT_FOUND /0/a~1b'],
    ['a state within that is not there', [{ Fork: [['X']] }], 'STATE_NOT_FOUND /0/Fork/0/0'],
    ['branches of a Pass', [{ A: [] }], 'WRONG_VALUE /0/A'],
    ['branches as text', [{ Fork: 'B' }], 'WRONG_TYPE /0/Fork'],
    ['a branch as text', [{ Fork: ['B'] }], 'WRONG_TYPE /0/Fork/0'],
    ['a number that is none', [{ Each: { first: ['E'] } }], 'WRONG_VALUE /0/Each/first'],
  ])('refuses %s', (_, path, problem) => expect(read(path).problems).toEqual([problem]));
});
