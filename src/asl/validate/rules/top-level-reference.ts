import { children, type Node } from '../../jsonata/ast.ts';

/**
 * The first name that an expression reads from the context item at its top level, where ASL gives it none: a bare name,
 * `$` or `$$`. Below the top level (in predicates, steps of a path and functions) both are fine. ASL: JSONata expressions.
 */
export function topLevelReference(root: Node): string | undefined {
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'name') return String(node.value);
    if (node.type === 'variable' && (node.value === '' || node.value === '$')) return `$${node.value}`;
    pending.push(...evaluatedAtTop(node).reverse());
  }
  return undefined;
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
