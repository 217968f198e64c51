import type { Json } from '../../json.ts';
import type { Node } from '../../jsonata/ast.ts';
import { simplePathOf } from '../../jsonata/simple-path.ts';
import { isJsonataExpression } from '../../jsonata/text.ts';
import { treeOf } from '../../jsonata/tree.ts';
import { ALWAYS, both, type Cases, caseOf, either, NEVER } from './cases.ts';
import { type Comparison, opposite } from './interval.ts';
import * as sets from './value-set.ts';

/** In which cases a Condition is true (`holds`) or false; where it fails it is neither. ASL: Choice State, JSONata. */
export function casesOfCondition(condition: Json, holds: boolean): Cases {
  if (typeof condition === 'boolean') return condition === holds ? ALWAYS : NEVER;
  if (typeof condition !== 'string' || !isJsonataExpression(condition)) return ALWAYS;
  const tree = treeOf(condition);
  if (!tree.ok) return ALWAYS;
  const place = placeOf(tree.value);
  // A Condition as a whole must be true or false; as part of one, any value counts as either.
  return place === undefined ? casesOf(tree.value, holds) : caseOf(place, sets.comparedWith('=', holds));
}

function casesOf(node: Node, holds: boolean): Cases {
  switch (node.type) {
    case 'value':
      return (node.value === true) === holds ? ALWAYS : NEVER;
    case 'block':
      return node.expressions?.length === 1 ? casesOf(node.expressions[0] as Node, holds) : ALWAYS;
    case 'function':
      return casesOfCall(node, holds);
    case 'binary':
      return casesOfOperator(node, holds);
    default: {
      const place = placeOf(node);
      return place === undefined ? ALWAYS : caseOf(place, holds ? TRUE_LIKE : FALSE_LIKE);
    }
  }
}

const TRUE = sets.comparedWith('=', true);
const TRUE_LIKE = sets.without(sets.without(sets.PRESENT, sets.comparedWith('=', false)), sets.NULL);
const FALSE_LIKE = sets.without(sets.ANYTHING, TRUE);

function casesOfCall({ procedure, arguments: parameters = [] }: Node, holds: boolean): Cases {
  const [parameter] = parameters;
  if (procedure?.type !== 'variable' || parameter === undefined || parameters.length > 1) return ALWAYS;
  if (procedure.value === 'not') return holds ? casesOf(parameter, false) : notFalse(parameter);
  const place = procedure.value === 'exists' ? placeOf(parameter) : undefined;
  return place === undefined ? ALWAYS : caseOf(place, holds ? sets.PRESENT : sets.ABSENT);
}

/** `$not` is false where its argument is true, and has no value, which counts as false, where the argument has none. */
function notFalse(parameter: Node): Cases {
  return either(casesOf(parameter, true), casesWithoutValue(parameter));
}

function casesWithoutValue(node: Node): Cases {
  switch (node.type) {
    case 'value':
    case 'string':
    case 'number':
      return NEVER;
    case 'function':
      return node.procedure?.value === 'exists' ? NEVER : ALWAYS;
    case 'binary': {
      if (!isComparison(node.value)) return node.value === 'and' || node.value === 'or' ? NEVER : ALWAYS;
      if (node.value === '=' || node.value === '!=') return NEVER;
      return either(casesWithoutValue(node.lhs as Node), casesWithoutValue(node.rhs as Node));
    }
    default: {
      const place = placeOf(node);
      return place === undefined ? ALWAYS : caseOf(place, sets.ABSENT);
    }
  }
}

function casesOfOperator(node: Node, holds: boolean): Cases {
  const [left, right] = [node.lhs as Node, node.rhs as Node];
  if (node.value === 'and' || node.value === 'or') {
    const join = (node.value === 'and') === holds ? both : either;
    return join(casesOf(left, holds), casesOf(right, holds));
  }
  if (!isComparison(node.value)) return ALWAYS;
  return isConstant(right)
    ? casesOfComparison(placeOf(left), node.value, right.value, holds)
    : isConstant(left)
      ? casesOfComparison(placeOf(right), TURNED[node.value], left.value, holds)
      : ALWAYS;
}

const TURNED = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function isComparison(operator: unknown): operator is Comparison {
  return typeof operator === 'string' && Object.hasOwn(TURNED, operator);
}

function isConstant(node: Node): node is Node & { readonly value: string | number | boolean } {
  if (node.type === 'value') return typeof node.value === 'boolean';
  return node.type === 'string' || node.type === 'number';
}

/** JSONata: nothing is equal or unequal to a value that is absent; an order wants two numbers or two texts. */
function casesOfComparison(
  place: string | undefined,
  comparison: Comparison,
  constant: string | number | boolean,
  holds: boolean,
): Cases {
  if (place === undefined) return ALWAYS;
  const type = sets.typeOf(constant);
  const met = sets.comparedWith(comparison, constant);
  if (holds) return caseOf(place, comparison === '!=' ? sets.withPart(sets.PRESENT, type, met) : met);
  const unmet = sets.comparedWith(opposite(comparison), constant);
  if (comparison === '!=') return either(caseOf(place, sets.ABSENT), caseOf(place, unmet));
  return caseOf(place, sets.withPart(sets.ANYTHING, type, unmet));
}

function placeOf(node: Node): string | undefined {
  const path = simplePathOf(node);
  return path === undefined ? undefined : JSON.stringify([path.root, ...path.names]);
}
