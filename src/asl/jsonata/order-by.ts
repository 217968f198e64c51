import { type Node, walk } from './ast.ts';
import type { Meter } from './meter.ts';
import { Refusal } from './refusal.ts';
import { mergeSort } from './sort.ts';

/** Names that no expression can spell. */
export const orderFunction = ' order';
export const boxFunction = ' box';
const orderedVariable = ' ordered';

/**
 * Replaces the order-by steps of paths, `items^(>price).name`, by `(ordered := order(items.box($), [price, true]);
 * ordered.name)`: the library's own sort keeps a copy of the rest for every item. The boxes keep the path from
 * flattening what the sort must see. Paths with variables bound to their steps (`@`, `#`, `%`) keep theirs.
 */
export function replaceOrderBy(root: Node): void {
  walk(root, (node) => {
    const steps = node.type === 'path' ? (node.steps ?? []) : [];
    const at = steps.findIndex((step) => step.type === 'sort');
    if (at > 0 && !isTupleStream(node)) {
      replace(node as Mutable, steps, at);
    }
  });
}

type Mutable = { -readonly [K in keyof Node]: Node[K] };

function isTupleStream(path: Node): boolean {
  return [path, ...(path.steps ?? [])].some(
    (part) =>
      part.tuple !== undefined || part.focus !== undefined || part.index !== undefined || part.ancestor !== undefined,
  );
}

function replace(path: Mutable, steps: readonly Node[], at: number): void {
  const [sort, ...rest] = steps.slice(at);
  const { steps: _steps, group, type: _type, ...others } = path;
  const terms: Node = { type: 'unary', value: '[', expressions: (sort?.terms ?? []).flatMap(termNodes) };
  const isFiltered: Node = { type: 'value', value: sort?.stages !== undefined };
  const order = call(orderFunction, [sorted(steps.slice(0, at)), terms, isFiltered]);
  const bind: Node = { type: 'bind', value: ':=', lhs: { type: 'variable', value: orderedVariable }, rhs: order };
  const ordered: Node = { type: 'variable', value: orderedVariable, ...(sort?.stages && { stages: sort.stages }) };
  const after: Node = { ...others, type: 'path', steps: [ordered, ...rest], ...(group && { group }) };
  path.type = 'block';
  path.expressions = [bind, after];
  delete path.steps;
  delete path.group;
}

/** What is sorted: a literal array as it is, anything else item by item in boxes. */
function sorted(steps: readonly Node[]): Node {
  const [first] = steps;
  if (steps.length === 1 && first?.consarray === true) {
    return first;
  }
  return { type: 'path', steps: [...steps, call(boxFunction, [{ type: 'variable', value: '' }])] };
}

function call(name: string, args: readonly Node[]): Node {
  return { type: 'function', value: '(', procedure: { type: 'variable', value: name }, arguments: args };
}

function termNodes(term: { readonly expression: Node; readonly descending?: boolean }): Node[] {
  return [
    { type: 'lambda', arguments: [], body: term.expression },
    { type: 'value', value: term.descending === true },
  ];
}

/** A lambda of the library: it evaluates its body with the input it holds when it is called. */
interface Term {
  input: unknown;
  apply(self: unknown, args: unknown[]): Promise<unknown>;
}

class Box {
  readonly item: unknown;

  constructor(item: unknown) {
    this.item = item;
  }
}

/** Hides an item from the library, which would flatten a list of lists. */
export function box(_meter: Meter, item: unknown): unknown {
  return new Box(item);
}

/**
 * What the replaced step calls: sorts by the terms, each followed by whether it is descending. Terms are evaluated once.
 * Nothing to sort gives the filters that follow no item: the library would try them on nothing.
 */
export function order(meter: Meter, items: unknown, terms: readonly unknown[], isFiltered: boolean): unknown {
  if (items === undefined && isFiltered) {
    return [];
  }
  if (items instanceof Box) {
    return Object.assign([items.item], { sequence: true, keepSingleton: true });
  }
  if (!Array.isArray(items) || items.length <= 1) {
    return items;
  }
  const keys = terms.filter((_, index) => index % 2 === 0) as Term[];
  const entries = items.map((item: unknown): Entry => ({ item: item instanceof Box ? item.item : item, keys: [] }));
  const keyOf = (entry: Entry, term: Term, index: number): Promise<unknown> => {
    entry.keys[index] ??= evaluateTerm(term, entry.item);
    return entry.keys[index];
  };
  const isBehind = async (left: Entry, right: Entry): Promise<boolean> => {
    for (const [index, term] of keys.entries()) {
      const [leftKey, rightKey] = [await keyOf(left, term, index), await keyOf(right, term, index)];
      const compared = compare(leftKey, rightKey, terms[index * 2 + 1] === true);
      if (compared !== 0) {
        return compared > 0;
      }
    }
    return false;
  };
  const swaps = { apply: (_self: unknown, [left, right]: unknown[]) => isBehind(left as Entry, right as Entry) };
  return mergeSort(meter, entries, swaps).then((result) => (result as Entry[]).map((entry) => entry.item));
}

interface Entry {
  readonly item: unknown;
  readonly keys: Promise<unknown>[];
}

function evaluateTerm(term: Term, item: unknown): Promise<unknown> {
  // The evaluation takes its input before it first waits.
  term.input = item;
  return term.apply(undefined, []);
}

/** What is missing comes last, in either direction. */
function compare(left: unknown, right: unknown, isDescending: boolean): number {
  if (left === undefined || right === undefined) {
    return Number(left === undefined) - Number(right === undefined);
  }
  const types = [typeof left, typeof right];
  if (types.some((type) => type !== 'string' && type !== 'number')) {
    throw new Refusal('T2008: The expressions within an order-by clause must evaluate to numeric or string values');
  }
  if (types[0] !== types[1]) {
    const values = `${JSON.stringify(left)} and ${JSON.stringify(right)}`;
    throw new Refusal(`T2007: Type mismatch when comparing values ${values} in order-by clause`);
  }
  const compared = (left as number) < (right as number) ? -1 : Number((left as number) > (right as number));
  return isDescending ? -compared : compared;
}
