import type { Json } from '../json.ts';
import type { FilterValue } from './filter-value.ts';
import { abortRun, type Plan, type Run, startRun, visit } from './run.ts';
import type { Filter, Operand, ParsedPath } from './token.ts';

type PlanOf = (path: ParsedPath) => Plan;

/** Whether a filter lets an item through. A comparison that makes no sense rejects the item, whatever surrounds it. */
export function acceptsItem(filter: Filter, item: Json, run: Run, planOf: PlanOf): boolean {
  return holds(filter, item, run, planOf) === true;
}

function holds(filter: Filter, item: Json, run: Run, planOf: PlanOf): boolean | undefined {
  switch (filter.type) {
    case 'and':
    case 'or':
      return holdsAll(filter, item, run, planOf);
    case 'not': {
      const inner = holds(filter.operand, item, run, planOf);
      return inner === undefined ? undefined : !inner;
    }
    case 'exists':
      return exists(filter.path, item, run, planOf) === filter.shouldExist;
    case 'compare':
      return compare(filter, item, run, planOf);
  }
}

type Comparison = Extract<Filter, { type: 'compare' }>;

/** Lists are compared item by item with one another: ten such comparisons count as a visit. */
function compare(filter: Comparison, item: Json, run: Run, planOf: PlanOf): boolean | undefined {
  const left = operandValue(filter.left, item, run, planOf);
  const right = operandValue(filter.right, item, run, planOf);
  return visit(run, (sizeOf(left) * sizeOf(right)) / 10) ? filter.operator(left, right) : undefined;
}

function sizeOf(value: FilterValue): number {
  return Array.isArray(value) ? value.length : 1;
}

type Junction = Extract<Filter, { type: 'and' | 'or' }>;

function holdsAll(filter: Junction, item: Json, run: Run, planOf: PlanOf): boolean | undefined {
  const decisive = filter.type === 'or';
  for (const operand of filter.operands) {
    const result = holds(operand, item, run, planOf);
    if (result === undefined || result === decisive) return result;
  }
  return !decisive;
}

/** Starts at the item for `$` too: so does Jayway. */
function exists(path: ParsedPath, item: Json, run: Run, planOf: PlanOf): boolean {
  return find(path, item, startRun(run.document, true, run), run, planOf) !== undefined;
}

function operandValue(operand: Operand, item: Json, run: Run, planOf: PlanOf): FilterValue {
  if (operand.type === 'literal') return operand.value;
  if (operand.type === 'pattern') return operand.pattern;
  if (operand.path.start === '@')
    return find(operand.path, item, startRun(run.document, run.isStrict, run), run, planOf);
  const { documentPaths } = run.shared;
  if (!documentPaths.has(operand.path)) {
    const value = find(operand.path, run.document, startRun(run.document, run.isStrict, run), run, planOf);
    documentPaths.set(operand.path, value);
  }
  return documentPaths.get(operand.path);
}

function find(path: ParsedPath, start: Json, inner: Run, run: Run, planOf: PlanOf): Json | undefined {
  const value = planOf(path)(start, inner);
  if (value === undefined && inner.shared.visitsLeft < 0) abortRun(run, inner.problem);
  return value;
}
