import { ok, type Result } from '../result.ts';
import { children, type Node } from './ast.ts';
import { builtin } from './builtins.ts';
import { treeOf } from './tree.ts';

/** What an expression refers to outside itself. */
export interface JsonataReferences {
  /** Workflow variables without `$`, each once: not those the expression binds itself, no functions of the language. */
  readonly variables: readonly string[];
  /** Paths below `$states`, each once: `input.order.id`, `context`; the empty path is `$states` itself. */
  readonly states: readonly string[];
}

/** A scope: what is bound so far, and what it binds at any point, which a lambda may use before it is bound. */
interface Scope {
  readonly bound: Set<string>;
  readonly later: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

interface Found {
  readonly variables: Set<string>;
  readonly states: Set<string>;
}

/** The references of an expression, with or without `{% %}`; fails as its compilation fails. */
export function referencedVariables(text: string): Result<JsonataReferences> {
  const tree = treeOf(text);
  if (!tree.ok) {
    return tree;
  }
  const found: Found = { variables: new Set(), states: new Set() };
  visit(tree.value, scopeOf(tree.value, undefined), found);
  return ok({ variables: [...found.variables], states: [...found.states] });
}

function visit(node: Node, scope: Scope, found: Found): void {
  switch (node.type) {
    case 'variable':
      addVariable(node, scope, found);
      visitAll(children(node), scope, found);
      return;
    case 'path':
      visitPath(node, scope, found);
      return;
    case 'block':
      visitAll(children(node), scopeOf(node, scope), found);
      return;
    case 'bind': {
      visit(node.rhs as Node, scope, found);
      scope.bound.add(String((node.lhs as Node).value));
      return;
    }
    case 'lambda':
      visitLambda(node, scope, found);
      return;
    default:
      visitAll(children(node), scope, found);
  }
}

function visitAll(nodes: readonly Node[], scope: Scope, found: Found): void {
  for (const node of nodes) {
    visit(node, scope, found);
  }
}

function visitPath(node: Node, scope: Scope, found: Found): void {
  const [first, ...rest] = node.steps ?? [];
  const isStates = first?.type === 'variable' && first.value === 'states';
  if (isStates) {
    const end = rest.findIndex((step) => step.type !== 'name');
    const names = end === -1 ? rest : rest.slice(0, end);
    found.states.add(names.map((step) => String(step.value)).join('.'));
  }
  for (const step of node.steps ?? []) {
    for (const name of [step.focus, step.index]) {
      if (typeof name === 'string') {
        scope.bound.add(name);
      }
    }
  }
  for (const child of children(node)) {
    visitAll(child === first && isStates ? children(first) : [child], scope, found);
  }
}

function visitLambda(node: Node, scope: Scope, found: Found): void {
  const parameters = (node.arguments ?? []).map((parameter) => String(parameter.value));
  const known = new Set([...visibleLater(scope), ...parameters]);
  if (node.body !== undefined) {
    visit(node.body, { bound: known, later: boundIn(node.body), outer: scope }, found);
  }
}

function addVariable(node: Node, scope: Scope, found: Found): void {
  const name = String(node.value);
  if (name === 'states') {
    found.states.add('');
  } else if (name !== '' && name !== '$' && !isBound(name, scope) && builtin(name) === undefined && name !== 'eval') {
    found.variables.add(name);
  }
}

function isBound(name: string, scope: Scope | undefined): boolean {
  return scope !== undefined && (scope.bound.has(name) || isBound(name, scope.outer));
}

function visibleLater(scope: Scope | undefined): string[] {
  return scope === undefined ? [] : [...scope.later, ...visibleLater(scope.outer)];
}

function scopeOf(node: Node, outer: Scope | undefined): Scope {
  return { bound: new Set(), later: boundIn(node), outer };
}

/** The names that a node binds in its own scope: not those in blocks and lambdas below it. */
function boundIn(node: Node): Set<string> {
  const names = new Set<string>();
  const collect = (below: Node): void => {
    if (below.type === 'bind') {
      names.add(String((below.lhs as Node).value));
    }
    if (below.type !== 'block' && below.type !== 'lambda') {
      children(below).forEach(collect);
    }
  };
  children(node).forEach(collect);
  if (node.type === 'bind') {
    names.add(String((node.lhs as Node).value));
  }
  return names;
}
