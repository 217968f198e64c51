import type { Environment } from './environment.ts';

/** Steps that all expressions evaluated in one environment may take together: a second of work, and some hundred megabytes. */
const mostWork = 1_500_000;

/** Steps that are left to the expressions of this environment; negative once they are used up. */
export function workLeft(env: Environment): number {
  return mostWork - (env.work ?? 0);
}

/** Counts steps against the environment and tells whoever asked for the evaluation. */
export function spendWork(env: Environment, work: number): void {
  env.work = (env.work ?? 0) + work;
  env.spend?.(work);
}
