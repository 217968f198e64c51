import type { AslError } from '../asl/result.ts';

/** AWS lets nobody retry or catch it, whatever a retrier or catcher names. */
export const UNCATCHABLE = 'States.Runtime';

/**
 * Whether one of the names in ErrorEquals stands for the error. Specification: "Errors".
 * States.ALL stands for every error, but for the one that nobody catches.
 */
export function matchesError(names: readonly string[], { error, alias }: AslError): boolean {
  if (error === UNCATCHABLE) return false;
  return names.some((name) => {
    if (name === 'States.ALL' || name === error || name === alias) return true;
    return name === 'States.TaskFailed' && error !== 'States.Timeout';
  });
}
