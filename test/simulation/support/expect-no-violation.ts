import { expect } from 'vitest';
import type { SimulationOptions, SimulationReport } from './simulate.ts';

const ONE = process.env['SFC_SIMULATION_SEED'];
const RUNS = process.env['SFC_SIMULATION_RUNS'];

/** `SFC_SIMULATION_SEED` replays one seed; `SFC_SIMULATION_RUNS` sets the number of runs. */
export function seeds(runs: number): number[] {
  if (ONE !== undefined) return [Number(ONE)];
  return Array.from({ length: RUNS === undefined ? runs : Number(RUNS) }, (_, index) => index + 1);
}

/** A single seed tells what happens. */
export const REPLAY: Pick<SimulationOptions, 'trace'> = ONE === undefined ? {} : { trace: console.log };

/** Fails with each violation and the command that repeats it. */
export function expectNoViolation({ violations }: SimulationReport): void {
  const { currentTestName, testPath } = expect.getState();
  const name = currentTestName?.split(' > ').at(-1);
  const file = testPath?.split('/').at(-1);
  const found = [...violations].slice(0, 5).map(([seed, texts]) => {
    return `${texts.join('\n')}\n  SFC_SIMULATION_SEED=${seed} npx vitest run --project simulation ${file} -t '${name}'`;
  });
  expect(found.join('\n\n')).toBe('');
}
