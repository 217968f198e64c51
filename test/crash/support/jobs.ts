import type { JsonObject } from '../../../src/asl/json.ts';

/** What every flow of the test carries: `id` names the flow for the service, `n` is worked on. */
export interface Work extends JsonObject {
  readonly id: string;
  readonly n: number;
}

/** The work of each job, a pure function: an expected output can be calculated. */
export function perform(task: string, input: Work): Work {
  let sum = 7;
  for (let at = 0; at < task.length; at++) sum += task.charCodeAt(at);
  return { ...input, n: (input.n * 31 + sum) % 9973 };
}

/** How many attempts of this task fail first, for this input. */
export function failuresOf(task: string, { fails }: Work): number {
  return task.endsWith('Flaky') && typeof fails === 'number' ? fails : 0;
}

export function isApproved({ n }: Work): boolean {
  return n % 2 === 0;
}
