import type { Draft } from './draft.ts';

/** Steps of expressions, about a tenth of a second: other flows wait while one is decided. */
export const WORK_PER_DECISION = 200_000;

/** Expressions took so much of this decision that whatever comes next is for the next one. */
export function isWorkedOff(draft: Draft): boolean {
  return draft.work >= WORK_PER_DECISION;
}
