import { compileBlueprint } from '../../../../src/asl/compile.ts';
import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import { parseBlueprint } from '../../../../src/asl/parse/parse-blueprint.ts';
import type { Program } from '../../../../src/asl/program.ts';
import { createSchemaCompiler } from '../../../../src/schemas/schema-compiler.ts';

const schemas = createSchemaCompiler();

export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:Work';

/** Compiles a definition; throws where it cannot be compiled. */
export function program(definition: Json): Program {
  const { blueprint, problems } = parseBlueprint(definition);
  if (blueprint === undefined) throw new Error(problems[0]?.message);
  const compiled = compileBlueprint(blueprint, { schemas });
  if (!compiled.ok) throw new Error(compiled.error.cause);
  return compiled.value;
}

/** A machine of the states in order: each goes on to the next one, the last ends. Fields that are given win. */
export function machine(states: Record<string, JsonObject>, extra: JsonObject = {}): JsonObject {
  const names = Object.keys(states);
  const linked = names.map((name, index) => [
    name,
    { ...linkOf(states[name] ?? {}, names[index + 1]), ...states[name] },
  ]);
  return { StartAt: names[0] ?? '', ...extra, States: Object.fromEntries(linked) };
}

const TERMINAL: readonly unknown[] = ['Choice', 'Succeed', 'Fail'];

function linkOf(state: JsonObject, next: string | undefined): JsonObject {
  if ('Next' in state || 'End' in state || TERMINAL.includes(state['Type'])) return {};
  return next === undefined ? { End: true } : { Next: next };
}

export function task(fields: JsonObject = {}): JsonObject {
  return { Type: 'Task', Resource: FUNCTION, ...fields };
}

export function pass(fields: JsonObject = {}): JsonObject {
  return { Type: 'Pass', ...fields };
}

/** A Parallel of branches. */
export function parallel(branches: readonly JsonObject[], fields: JsonObject = {}): JsonObject {
  return { Type: 'Parallel', Branches: branches, ...fields };
}

export function map(processor: JsonObject, fields: JsonObject = {}): JsonObject {
  return { Type: 'Map', ItemProcessor: processor, ...fields };
}
