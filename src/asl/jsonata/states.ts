import type { Environment } from '../environment.ts';
import type { Json } from '../json.ts';

/** The members that `$states` may have. */
export const statesMembers = ['input', 'context', 'result', 'errorOutput'] as const;

/** One member of `$states`. Nothing else of the environment is read: the context object may be costly to build. */
export function statesMember(name: string, env: Environment): Json | undefined {
  switch (name) {
    case 'input':
      return env.input;
    case 'context':
      return env.context();
    case 'result':
      return env.result;
    case 'errorOutput':
      return env.errorOutput;
    default:
      return undefined;
  }
}
