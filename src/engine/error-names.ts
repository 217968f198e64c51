import type { AslError } from '../asl/result.ts';

/**
 * Whether one of the names in ErrorEquals stands for the error. Specification: "Errors".
 * States.ALL stands for every error; nothing stands for States.Runtime, which AWS lets nobody catch.
 */
export function matchesError(names: readonly string[], { error, alias }: AslError): boolean {
  if (error === 'States.Runtime') return false;
  return names.some((name) => {
    if (name === 'States.ALL' || name === error || name === alias) return true;
    return name === 'States.TaskFailed' && error !== 'States.Timeout';
  });
}
