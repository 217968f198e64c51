/** Every code that `parseBlueprint` and `validate` can give: a closed list. */
export const PROBLEM_CODES = [
  // the text and the document
  'TOO_LARGE',
  'TOO_DEEP',
  'INVALID_JSON',
  'DUPLICATE_KEY',
  'FORBIDDEN_KEY',
  'NOT_AN_OBJECT',
  'ALIAS_CONFLICT',
  'TOO_MANY_PROBLEMS',
  // fields
  'UNKNOWN_FIELD',
  'MISSING_FIELD',
  'CONFLICTING_FIELDS',
  'WRONG_TYPE',
  'WRONG_VALUE',
  'OUT_OF_RANGE',
  'EMPTY_VALUE',
  'WRONG_QUERY_LANGUAGE',
  'DUPLICATE_TEMPLATE_FIELD',
  // expressions
  'INVALID_PATH',
  'INVALID_REFERENCE_PATH',
  'INVALID_INTRINSIC',
  'INVALID_JSONATA',
  'NOT_EVALUATED',
  'INVALID_TIMESTAMP',
  'INVALID_VARIABLE_NAME',
  'OUTER_VARIABLE',
  // states and transitions
  'INVALID_STATE_NAME',
  'DUPLICATE_STATE_NAME',
  'STATE_NOT_FOUND',
  'NO_TERMINAL_STATE',
  'UNREACHABLE_STATE',
  'ENDLESS_LOOP',
  'INVALID_CHOICE_RULE',
  'DEAD_CHOICE',
  'INVALID_ERROR_EQUALS',
  'HEARTBEAT_NOT_BELOW_TIMEOUT',
  'INVALID_RESOURCE',
  'NOT_IN_EXPRESS',
  'INVALID_LABEL',
  'DISTRIBUTED_MAP_ONLY',
  // SFC's own fields
  'INVALID_PROCESSOR',
  'UNSERVED_PROCESSOR',
  'MODE_MISMATCH',
  'FIELD_NEEDS_PROCESSOR',
  'INVALID_TOPIC',
  'TOPIC_LOOP',
  'INVALID_FORK',
  'NO_FORK',
  'FORK_NOT_JOINED',
  'UNSATISFIABLE_JOIN',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What AWS Step Functions says of the same fault: a diagnostic of ValidateStateMachineDefinition. */
export interface AwsDiagnostic {
  readonly code: string;
  readonly message: string;
  /** AWS's own form of a location (`/States/A/Choices[0]/Next`); absent where AWS gives none. */
  readonly location?: string;
}

/** A fault of a blueprint, or something that is legal and probably not meant (`warning`). */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  /** RFC 6901 pointer into the author's document. */
  readonly pointer: string;
  /** From 1; only where the document was given as text. */
  readonly line?: number;
  readonly column?: number;
  /** One sentence that says what to do. */
  readonly message: string;
  /** AWS's words, where they are known. */
  readonly aws?: AwsDiagnostic;
}
