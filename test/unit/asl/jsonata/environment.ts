import type { Environment } from '../../../../src/asl/environment.ts';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import { compileJsonata } from '../../../../src/asl/jsonata/expression.ts';
import type { Result } from '../../../../src/asl/result.ts';

interface Given {
  readonly input?: Json;
  readonly context?: JsonObject;
  readonly variables?: JsonObject;
  readonly result?: Json;
  readonly errorOutput?: Json;
  readonly now?: number;
}

/** An environment of frozen data: whatever an expression does, it must not change what it was given. */
export function environment(given: Given = {}): Environment {
  const {
    input = {},
    context = {},
    variables = {},
    result,
    errorOutput,
    now = Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  } = given;
  const frozen = freeze(variables) as JsonObject;
  let drawn = 0;
  return {
    input: freeze(input),
    context: () => freeze(context) as JsonObject,
    variable: (name) => (Object.hasOwn(frozen, name) ? frozen[name] : undefined),
    ...(result !== undefined && { result: freeze(result) }),
    ...(errorOutput !== undefined && { errorOutput: freeze(errorOutput) }),
    now,
    random: () => {
      drawn += 1;
      return (drawn * 0.618_033_988_749) % 1;
    },
  };
}

function freeze(json: Json): Json {
  if (typeof json === 'object' && json !== null) {
    Object.values(json).forEach(freeze);
    Object.freeze(json);
  }
  return json;
}

/** The result of an expression for the field `Output`. */
export async function evaluate(text: string, given: Given = {}): Promise<Result<Json>> {
  const compiled = compileJsonata(text);
  return compiled.ok ? compiled.value.evaluate(environment(given), 'Output') : compiled;
}

/** The value of an expression; fails with its cause. */
export async function evaluated(text: string, given: Given = {}): Promise<Json> {
  const result = await evaluate(text, given);
  if (!result.ok) {
    throw new Error(result.error.cause);
  }
  return result.value;
}

/** What an expression's failure says after the name of the field. */
export async function failureOf(text: string, given: Given = {}): Promise<string> {
  const result = await evaluate(text, given);
  return result.ok
    ? `no failure: ${JSON.stringify(result.value)}`
    : (result.error.cause?.split("'Output' ").at(-1) ?? '');
}
