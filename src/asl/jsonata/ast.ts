/** A node of jsonata's syntax tree, as far as it is read here. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly lhs?: unknown;
  readonly rhs?: unknown;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly body?: Node;
  readonly condition?: Node;
  readonly expression?: Node;
  readonly expressions?: readonly Node[];
  readonly expr?: Node;
  readonly terms?: readonly { readonly expression: Node; readonly descending?: boolean }[];
  readonly stages?: readonly Node[];
  readonly update?: Node;
  readonly delete?: Node;
  readonly group?: { readonly lhs: readonly (readonly [Node, Node])[] };
  readonly consarray?: boolean;
  readonly thunk?: boolean;
  readonly signature?: { readonly definition?: unknown };
  readonly focus?: string;
  readonly index?: string;
  readonly tuple?: unknown;
  readonly ancestor?: unknown;
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
}

function isNode(value: object): value is Node {
  return typeof (value as { type?: unknown }).type === 'string';
}

/** The nodes directly below a node, in the order of the text as far as the tree keeps it. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(collect);
    } else if (typeof value === 'object' && value !== null && !(value instanceof RegExp)) {
      if (isNode(value)) {
        found.push(value);
      } else {
        Object.values(value).forEach(collect);
      }
    }
  };
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'signature' && key !== 'seekingParent' && key !== 'ancestor' && key !== 'slot') {
      collect(value);
    }
  }
  return found;
}

/** Calls `visit` for every node of a tree, parents first. Does not recurse: trees may be as deep as the text is long. */
export function walk(root: Node, visit: (node: Node, depth: number) => void): void {
  const waiting: [node: Node, depth: number][] = [[root, 1]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next;
    visit(node, depth);
    for (const child of children(node).reverse()) {
      waiting.push([child, depth + 1]);
    }
  }
}
