import type { Environment } from '../environment.ts';
import type { Result } from '../result.ts';

/** A choice rule that is ready to be tested. Specification: "Choice State". */
export interface CompiledRule {
  /** Whether the rule matches; fails with States.Runtime where a path finds nothing, unless IsPresent asks for that. */
  readonly evaluate: (env: Environment) => Result<boolean>;
}
