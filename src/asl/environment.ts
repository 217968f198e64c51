import type { Json, JsonObject } from './json.ts';

/**
 * What an expression may see. It comes from the flow and from the input that is being decided, never from the host:
 * evaluating the same expression in the same environment gives the same value, on any machine, at any time.
 * Its values are nested a thousand levels deep at most.
 */
export interface Environment {
  /** `$` in JSONPath, `$states.input` in JSONata. */
  readonly input: Json;
  /** `$$` in JSONPath, `$states.context` in JSONata: the context object, made when it is asked for. */
  readonly context: () => JsonObject;
  /** The value of a workflow variable in scope, or undefined where it is not assigned. */
  readonly variable: (name: string) => Json | undefined;
  /** `$states.result`, in the fields where ASL defines it. */
  readonly result?: Json | undefined;
  /** `$states.errorOutput`, in catchers only. */
  readonly errorOutput?: Json | undefined;
  /** The time of the decision, in milliseconds since the epoch. */
  readonly now: number;
  /** The next number of the decision's own random sequence, in [0, 1). */
  readonly random: () => number;
  /** Told how many steps an evaluation took, so that whoever asked for it can stop in time. */
  readonly spend?: (work: number) => void;
  /** Steps taken so far, kept by the evaluators: all expressions of an environment have one limit together. */
  work?: number;
}
