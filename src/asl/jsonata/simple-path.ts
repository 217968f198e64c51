import type { Environment } from '../environment.ts';
import { isObject, type Json, member } from '../json.ts';
import type { Node } from './ast.ts';
import { builtin } from './builtins.ts';
import { statesMember } from './states.ts';

/** `$states.input.a.b` or `$x.a`: by far the most frequent expressions, read without the evaluator. */
export interface SimplePath {
  /** `states`, or the name of a variable. */
  readonly root: string;
  readonly names: readonly string[];
}

/** The path an expression consists of, if it is nothing but a variable and names after it. */
export function simplePathOf(node: Node): SimplePath | undefined {
  const steps = node.type === 'path' && hasOnly(node, 'steps') ? (node.steps ?? []) : [node];
  const [first, ...rest] = steps;
  if (first?.type !== 'variable' || !hasOnly(first, 'value')) {
    return undefined;
  }
  const root = String(first.value);
  if (root === '' || root === '$' || builtin(root) !== undefined) {
    return undefined;
  }
  const names = rest.map((step) => String(step.value));
  const isSimple = rest.every((step) => step.type === 'name' && hasOnly(step, 'value'));
  return isSimple && (root !== 'states' || names.length > 0) ? { root, names } : undefined;
}

function hasOnly(node: Node, key: string): boolean {
  return Object.keys(node).every((name) => name === key || name === 'type' || name === 'position');
}

/** Says that a path needs the evaluator, because it goes through an array. */
export const throughArray = Symbol('through an array');

/** The value at a path; undefined where there is none. */
export function readSimplePath(path: SimplePath, env: Environment): Json | undefined | typeof throughArray {
  const isStates = path.root === 'states';
  let value = isStates ? statesMember(path.names[0] ?? '', env) : env.variable(path.root);
  for (let index = isStates ? 1 : 0; index < path.names.length; index++) {
    if (Array.isArray(value)) {
      return throughArray;
    }
    value = isObject(value) ? member(value, path.names[index] ?? '') : undefined;
  }
  return value;
}
