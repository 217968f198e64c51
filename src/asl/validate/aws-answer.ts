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

/** A problem in the words of ValidateStateMachineDefinition; ours, where AWS's are not known. */
export function awsDiagnostic(problem: Problem): AwsDiagnosticEntry {
  const severity = problem.severity === 'error' ? 'ERROR' : 'WARNING';
  const { pointer, message } = problem;
  return { severity, ...(problem.aws ?? { code: 'SCHEMA_VALIDATION_FAILED', message, location: pointer }) };
}

/** What AWS answers to a request to store a definition with these problems; undefined where none is an error. */
export function awsException(problems: readonly Problem[]): AwsException | undefined {
  const errors = problems.filter((problem) => problem.severity === 'error').map(awsDiagnostic);
  if (errors.length === 0) return undefined;
  const parts = errors.map(({ code, message, location }) => `${code}: ${message} at ${location ?? null}`);
  return { code: 'InvalidDefinition', message: `Invalid State Machine Definition: '${parts.join(', ')}'` };
}
