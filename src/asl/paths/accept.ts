import type { RE2JS } from 're2js';
import type { Json } from '../json.ts';
import { type FilterValue, isPattern } from './filter-value.ts';
import { crashRun, type Plan, type Run, startRun, visit } from './run.ts';
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
      return exists(filter, item, run, planOf);
    case 'compare':
      return compare(filter, item, run, planOf);
  }
}

type Comparison = Extract<Filter, { type: 'compare' }>;

function compare(filter: Comparison, item: Json, run: Run, planOf: PlanOf): boolean | undefined {
  const left = operandValue(filter.left, item, run, planOf);
  const right = operandValue(filter.right, item, run, planOf);
  if (left === broken || right === broken || !visit(run, costOf(left, right))) return undefined;
  const verdict = filter.operator(left, right);
  if (typeof verdict !== 'string') return verdict;
  crashRun(run, verdict);
  return undefined;
}

/** In visits: lists are compared item by item with one another, texts may be searched, and patterns read every character. */
function costOf(left: FilterValue, right: FilterValue): number {
  if (isPattern(left)) return patternCost(left, right);
  if (isPattern(right)) return patternCost(right, left);
  return (sizeOf(left) * sizeOf(right)) / 10;
}

function sizeOf(value: FilterValue): number {
  if (typeof value === 'string') return 1 + value.length / 8;
  return Array.isArray(value) ? value.length : 1;
}

function patternCost(pattern: RE2JS, value: FilterValue): number {
  const texts = Array.isArray(value) ? value : [value];
  const length = texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length : 1), 0);
  return (length * (10 + pattern.programSize())) / 16;
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

type ExistenceCheck = Extract<Filter, { type: 'exists' }>;

/** Starts at the item for `$` too: so does Jayway. */
function exists(filter: ExistenceCheck, item: Json, run: Run, planOf: PlanOf): boolean | undefined {
  const found = find(filter.path, item, startRun(run.document, true, run), run, planOf);
  return found === broken ? undefined : (found !== undefined) === filter.shouldExist;
}

/** What a path that failed for another reason than finding nothing gives: it rejects the item. */
const broken = Symbol('broken');

function operandValue(operand: Operand, item: Json, run: Run, planOf: PlanOf): FilterValue | typeof broken {
  if (operand.type === 'literal') return operand.value;
  if (operand.type === 'pattern') return operand.pattern;
  if (operand.path.start === '@')
    return find(operand.path, item, startRun(run.document, run.isStrict, run), run, planOf);
  const { documentPaths } = run.shared;
  if (documentPaths.has(operand.path)) return documentPaths.get(operand.path);
  const value = find(operand.path, run.document, startRun(run.document, run.isStrict, run), run, planOf);
  if (value !== broken) documentPaths.set(operand.path, value);
  return value;
}

function find(path: ParsedPath, start: Json, inner: Run, run: Run, planOf: PlanOf): Json | undefined | typeof broken {
  const value = planOf(path)(start, inner);
  if (value !== undefined || !inner.isFatal) return value;
  if (inner.shared.crash !== undefined) crashRun(run, inner.shared.crash);
  return broken;
}
