import type { Blueprint, Machine, QueryLanguage, State } from './blueprint.ts';
import type { Expression } from './intrinsics/call.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { referencedVariables } from './jsonata/references.ts';
import { isJsonataExpression } from './jsonata/text.ts';
import { type CompiledPath, compilePath } from './paths/path.ts';
import { compileExpression } from './template.ts';

/** State name → the workflow variables that its own fields read, sorted, without `$`. */
export type VariableReferences = Readonly<Record<string, readonly string[]>>;

/**
 * The variables that each state of a valid blueprint reads, as DescribeStateMachine gives them: states that read none are
 * left out, and states in branches and item processors stand beside the others.
 */
export function variableReferences(blueprint: Blueprint): VariableReferences {
  const references: Record<string, readonly string[]> = {};
  addMachine(blueprint, blueprint.QueryLanguage ?? 'JSONPath', references);
  return references;
}

function addMachine(machine: Machine, language: QueryLanguage, references: Record<string, readonly string[]>): void {
  for (const [name, state] of Object.entries(machine.States)) {
    const found = new Set<string>();
    collect(state as unknown as JsonObject, state.QueryLanguage ?? language, found);
    if (found.size > 0) references[name] = [...found].sort();
    for (const inner of machinesIn(state)) addMachine(inner, language, references);
  }
}

function machinesIn(state: State): readonly Machine[] {
  if (state.Type === 'Parallel') return state.Branches;
  const processor = state.Type === 'Map' ? (state.ItemProcessor ?? state.Iterator) : undefined;
  return processor === undefined ? [] : [processor];
}

/** Fields whose texts are never evaluated, or belong to states of their own. */
const NOT_READ = new Set(['Branches', 'ItemProcessor', 'Iterator', 'Comment', 'Result']);
const TEMPLATES = new Set(['Parameters', 'ResultSelector', 'ItemSelector', 'BatchInput', 'Assign', 'Credentials']);

/** The fields of a state, a choice rule, a catcher or an item reader. */
function collect(fields: JsonObject, language: QueryLanguage, found: Set<string>): void {
  for (const name of Object.keys(fields)) {
    if (NOT_READ.has(name)) continue;
    const value = fields[name] as Json;
    if (language === 'JSONata') addJsonata(value, found);
    else if (TEMPLATES.has(name)) addTemplate(value, found);
    else if (typeof value === 'string') addPathField(name, value, found);
    else for (const part of partsOf(value)) collect(part, language, found);
  }
}

function partsOf(value: Json): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function addJsonata(value: Json, found: Set<string>): void {
  if (typeof value === 'string') {
    const references = isJsonataExpression(value) ? referencedVariables(value) : undefined;
    if (references?.ok) for (const name of references.value.variables) found.add(name);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) addJsonata(part, found);
  }
}

function addTemplate(value: Json, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    if (name.endsWith('.$') && typeof part === 'string') addExpression(part, found);
    else addTemplate(part, found);
  }
}

/** Where a field's name says that its text is a path: `InputPath`, `SecondsPath`, `StringEqualsPath`, `Variable` … */
function addPathField(name: string, text: string, found: Set<string>): void {
  if (name === 'ErrorPath' || name === 'CausePath') addExpression(text, found);
  else if (name.endsWith('Path') || name === 'Variable') {
    const path = compilePath(text);
    if (path.ok) addRoot(path.value, found);
  }
}

function addExpression(text: string, found: Set<string>): void {
  const compiled = compileExpression(text);
  const { path, intrinsic } = compiled.ok ? compiled.value : {};
  if (path !== undefined) addRoot(path, found);
  if (intrinsic !== undefined) addArguments(intrinsic.expression, found);
}

function addArguments(expression: Expression, found: Set<string>): void {
  if (expression.type === 'path') addRoot(expression.path, found);
  else if (expression.type === 'call') for (const parameter of expression.parameters) addArguments(parameter, found);
}

function addRoot({ root }: CompiledPath, found: Set<string>): void {
  if (typeof root === 'object') found.add(root.variable);
}
