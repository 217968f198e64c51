import { children, type Node } from '../../jsonata/ast.ts';

/**
 * The names that an expression reads from the context item at its top level, where ASL gives it none: bare names, `$` and
 * `$$`, each once. Below the top level (in predicates, steps of a path and functions) they are fine. ASL: JSONata expressions.
 */
export function topLevelReferences(root: Node): readonly string[] {
  const names = new Set<string>();
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'name') names.add(String(node.value));
    else if (node.type === 'variable' && (node.value === '' || node.value === '$')) names.add(`$${node.value}`);
    pending.push(...evaluatedAtTop(node).reverse());
  }
  return [...names];
}

function evaluatedAtTop(node: Node): Node[] {
  switch (node.type) {
    case 'path':
      return (node.steps ?? []).slice(0, 1);
    case 'lambda':
    case 'transform':
      return [];
    case 'bind':
      return children({ type: 'bind', rhs: node.rhs });
    default:
      return children(withoutNested(node));
  }
}

/** Predicates and groups run with an item of their own as the context. */
function withoutNested(node: Node): Node {
  const { predicate, stages, group, ...rest } = node as Node & { predicate?: unknown; stages?: unknown };
  return rest;
}
