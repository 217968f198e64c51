import type { Problem } from './problem.ts';

/** The exception that CreateStateMachine and UpdateStateMachine answer with. */
export interface AwsException {
  readonly code: 'InvalidDefinition';
  readonly message: string;
}

/** One entry of ValidateStateMachineDefinition's `diagnostics`. */
export interface AwsDiagnosticEntry {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/**
 * The `diagnostics` of ValidateStateMachineDefinition, in AWS's words, and in ours where AWS's are not known. `ERROR`, the
 * API's default, leaves the warnings out; with `WARNING` there are those that AWS gives, too.
 */
export function awsDiagnostics(
  problems: readonly Problem[],
  severity: AwsDiagnosticEntry['severity'] = 'ERROR',
): readonly AwsDiagnosticEntry[] {
  const errors = problems.filter((problem) => problem.severity === 'error').map(diagnostic);
  if (severity === 'ERROR') return errors;
  return [...errors, ...problems.flatMap((problem) => (problem.severity === 'warning' ? warning(problem) : []))];
}

function diagnostic({ pointer, message, aws }: Problem): AwsDiagnosticEntry {
  return { severity: 'ERROR', ...(aws ?? { code: 'SCHEMA_VALIDATION_FAILED', message, location: pointer || '/' }) };
}

function warning({ aws }: Problem): AwsDiagnosticEntry[] {
  return aws === undefined ? [] : [{ severity: 'WARNING', ...aws }];
}

/** What AWS answers to a request to store a definition with these problems; undefined where none is an error. */
export function awsException(problems: readonly Problem[]): AwsException | undefined {
  const errors = awsDiagnostics(problems);
  if (errors.length === 0) return undefined;
  const parts = errors.map(({ code, message, location }) => `${code}: ${message} at ${location ?? null}`);
  return { code: 'InvalidDefinition', message: `Invalid State Machine Definition: '${parts.join(', ')}'` };
}
