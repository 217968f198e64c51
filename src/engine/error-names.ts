/**
 * Whether one of the names in ErrorEquals stands for the error. Specification: "Errors".
 * States.ALL stands for every error but the two that nothing catches by a wildcard.
 */
export function matchesError(names: readonly string[], error: string): boolean {
  return names.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !TERMINAL.has(error);
    if (name === 'States.TaskFailed')
      return error !== 'States.Timeout' && error !== 'States.HeartbeatTimeout' && !TERMINAL.has(error);
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}

const TERMINAL: ReadonlySet<string> = new Set(['States.Runtime', 'States.DataLimitExceeded']);
