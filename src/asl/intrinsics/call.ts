import type { Environment } from '../environment.ts';
import type { Json } from '../json.ts';
import type { CompiledPath } from '../paths/path.ts';

/** The expression of an intrinsic function and of its arguments. */
export type Expression =
  | { readonly type: 'literal'; readonly value: Json; readonly template?: string }
  | { readonly type: 'path'; readonly path: CompiledPath }
  | {
      readonly type: 'call';
      readonly name: string;
      readonly intrinsic: Intrinsic;
      readonly parameters: readonly Expression[];
    };

/** A value that an intrinsic function is given. A string literal also keeps its text with `\{` and `\}`, for States.Format. */
export interface Argument {
  readonly value: Json;
  readonly template?: string | undefined;
}

/** An intrinsic function. `undefined` refuses the arguments; an object with `refusal` refuses them with a reason. */
export type Intrinsic = (parameters: readonly Argument[], env: Environment) => Json | undefined | Refusal;

/** Why an intrinsic function refuses its arguments, in AWS's words. */
export class Refusal {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}
