import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import type { Program } from '../../../../src/asl/program.ts';
import { type Mocks, simulateProgram } from '../../../../src/testing/simulate.ts';
import { type Coverage, createCoverage } from '../../../../src/testing/test-file/coverage.ts';
import { pass, program, scope, task } from '../blueprints.ts';

async function coverageOf(blueprint: Program, ...flows: { input?: Json; mocks?: Mocks }[]): Promise<Coverage> {
  const collector = createCoverage(blueprint);
  for (const flow of flows) await simulateProgram(blueprint, { ...flow, trace: collector.listen() });
  return collector.coverage();
}
const missing = ({ states, transitions }: Coverage) => [
  states.uncovered.map(({ name }) => name),
  transitions.uncovered.map(({ name }) => name),
];

const choice = program({
  A: {
    Type: 'Choice',
    Choices: [
      { Variable: '$.n', NumericEquals: 1, Next: 'B' },
      { Variable: '$.n', NumericEquals: 2, Next: 'B' },
    ],
    Default: 'C',
  },
  B: { Type: 'Succeed' },
  C: { Type: 'Fail', Error: 'E' },
});
const n = (value: number) => ({ input: { n: value } });

describe('coverage', () => {
  it('has every state and transition, and names those that no flow went through', async () => {
    const coverage = await coverageOf(choice);
    expect(missing(coverage)).toEqual([
      ['A', 'B', 'C'],
      ['A Choices[0] → B', 'A Choices[1] → B', 'A Default → C', 'B → end', 'C → end'],
    ]);
    expect(coverage.states).toMatchObject({ total: 3, covered: 0, percent: 0 });
  });

  it('tells rules apart that lead to the same state', async () => {
    expect(missing(await coverageOf(choice, n(2)))).toEqual([['C'], ['A Choices[0] → B', 'A Default → C', 'C → end']]);
  });

  it('adds up what several flows went through', async () => {
    const { states, transitions } = await coverageOf(choice, n(1), n(2), n(3));
    expect([states, transitions]).toEqual([
      { total: 3, covered: 3, percent: 100, uncovered: [] },
      { total: 5, covered: 5, percent: 100, uncovered: [] },
    ]);
  });

  it('rounds down: 100 % is all', async () => {
    expect((await coverageOf(choice, n(1), n(3))).transitions).toMatchObject({ total: 5, covered: 4, percent: 80 });
    expect((await coverageOf(choice, n(1))).states).toMatchObject({ total: 3, covered: 2, percent: 66 });
  });

  it('tells retriers and catchers apart, and leaves out a retrier that never retries', async () => {
    const blueprint = program({
      A: task({
        Retry: [
          { ErrorEquals: ['X'], MaxAttempts: 0 },
          { ErrorEquals: ['Y', 'Z'], MaxAttempts: 1 },
          { ErrorEquals: ['States.ALL'] },
        ],
        Catch: [
          { ErrorEquals: ['Y'], Next: 'B' },
          { ErrorEquals: ['States.ALL'], Next: 'B' },
        ],
      }),
      B: { Type: 'Succeed' },
    });
    expect(missing(await coverageOf(blueprint, { mocks: { A: { error: 'Z' } } }))).toEqual([
      [],
      ['A → end', 'A Retry[2] (States.ALL)', 'A Catch[0] (Y) → B'],
    ]);
  });

  it('reaches into branches, iterations and the children of a distributed Map', async () => {
    const processor = (states: Readonly<Record<string, object>>, Mode: string) => ({
      ...scope(states),
      ProcessorConfig: Mode === 'INLINE' ? { Mode } : { Mode, ExecutionType: 'STANDARD' },
    });
    const blueprint = program({
      Fork: {
        Type: 'Parallel',
        Branches: [scope({ A: pass() }), scope({ B: pass({ Next: 'C' }), C: pass() })],
        Next: 'Each',
      },
      Each: { Type: 'Map', ItemProcessor: processor({ D: pass() }, 'INLINE'), Next: 'Wide' },
      Wide: { Type: 'Map', ItemProcessor: processor({ E: pass() }, 'DISTRIBUTED'), End: true },
    });
    const coverage = await coverageOf(blueprint, { input: [1] });
    expect(coverage.states.total).toBe(8);
    expect(missing(coverage)).toEqual([[], []]);
    expect(missing(await coverageOf(blueprint))[0]).toEqual(['Fork', 'A', 'B', 'C', 'Each', 'D', 'Wide', 'E']);
  });

  it('knows detached forks and their Join', async () => {
    const blueprint = program({
      Fork: { Type: 'Parallel', Completion: 'Detached', Branches: [scope({ A: task() })], Next: 'Collect' },
      Collect: { Type: 'Join', Of: 'Fork', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Lost' }], End: true },
      Lost: { Type: 'Fail', Error: 'E' },
    });
    expect(missing(await coverageOf(blueprint, {}))).toEqual([
      ['Lost'],
      ['Collect Catch[0] (States.ALL) → Lost', 'Lost → end'],
    ]);
    expect(missing(await coverageOf(blueprint, {}, { mocks: { A: { error: 'E' } } }))).toEqual([[], []]);
  });
});
