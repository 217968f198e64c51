import { type Node, walk } from './ast.ts';

/**
 * Nodes whose result the evaluator looks at deeply without evaluating further nodes: what they give must be weighed.
 * `key` and `term` are also compared or copied once per item, at a cost that grows with their number.
 */
export type Role = 'operand' | 'key' | 'term';

/** The roles of the nodes of a tree. */
export function rolesIn(root: Node): ReadonlyMap<Node, Role> {
  const roles = new Map<Node, Role>();
  walk(root, (node) => {
    for (const operand of operandsOf(node)) {
      roles.set(operand, 'operand');
    }
    for (const [key] of node.group?.lhs ?? []) {
      roles.set(key, 'key');
    }
    for (const term of node.terms ?? []) {
      roles.set(term.expression, 'term');
    }
  });
  return roles;
}

function operandsOf(node: Node): Node[] {
  switch (node.type) {
    case 'binary':
      return [node.lhs as Node, node.rhs as Node];
    case 'condition':
      return node.condition === undefined ? [] : [node.condition];
    case 'unary':
      if (node.value === '{') {
        return (node.lhs as (readonly [Node, Node])[]).map(([key]) => key);
      }
      return node.expression === undefined ? [] : [node.expression];
    case 'filter':
      return node.expr === undefined ? [] : [node.expr];
    case 'transform':
      return [node.update, node.delete].filter((part) => part !== undefined);
    default:
      return [];
  }
}
