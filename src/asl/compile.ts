import { SfcError } from '../errors/sfc-error.ts';
import type { Blueprint, Machine, QueryLanguage, State, TaskState } from './blueprint.ts';
import { compileState, type Surroundings } from './compile/states.ts';
import type { CompiledMachine, Program, SchemaCheck, SchemaCompiler } from './program.ts';
import { failed, ok, type Result } from './result.ts';

/**
 * Compiles a valid blueprint, once per version. What `validate` would have refused fails with a cause that names the state and
 * field. Without `schemas`, InputSchema and OutputSchema are not checked.
 */
export function compileBlueprint(
  blueprint: Blueprint,
  options: { readonly schemas?: SchemaCompiler } = {},
): Result<Program> {
  try {
    return ok(programOf(blueprint, options.schemas));
  } catch (error) {
    if (error instanceof SfcError) return failed('States.Runtime', error.message);
    throw error;
  }
}

function programOf(blueprint: Blueprint, schemas: SchemaCompiler | undefined): Program {
  let hasForks = false;
  const schema = (source: TaskState['InputSchema'], place: string): SchemaCheck | undefined => {
    if (source === undefined || schemas === undefined) return undefined;
    const compiled = schemas(source);
    if (compiled.ok) return compiled.value;
    throw new SfcError('SFC_INVALID_BLUEPRINT', `${place}: ${compiled.error.cause ?? compiled.error.error}`);
  };
  const machine = (source: Machine, language: QueryLanguage): CompiledMachine => {
    const around: Surroundings = { language, machine, schema };
    const states = Object.entries(source.States).map(([name, state]) => {
      hasForks ||= isFork(state);
      return [name, compileState(name, state, around)] as const;
    });
    return { startAt: source.StartAt, states: new Map(states) };
  };
  const root = machine(blueprint, blueprint.QueryLanguage ?? 'JSONPath');
  return {
    blueprint,
    root,
    timeoutSeconds: blueprint.TimeoutSeconds,
    outputSchema: schema(blueprint.OutputSchema, "Field 'OutputSchema'"),
    hasForks,
  };
}

function isFork(state: State): boolean {
  return (state.Type === 'Parallel' || state.Type === 'Map') && state.Completion === 'Detached';
}
