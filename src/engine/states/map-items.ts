import type { Environment } from '../../asl/environment.ts';
import { pairsOf } from '../../asl/items/pairs.ts';
import type { ItemSource, ReadItems } from '../../asl/items/read-items.ts';
import { isObject, type Json } from '../../asl/json.ts';
import { unexpectedResultType } from '../../asl/jsonata/causes.ts';
import type { CompiledMap } from '../../asl/program.ts';
import { failed, ok, type Result } from '../../asl/result.ts';
import { WORK_PER_DECISION } from '../budget.ts';
import { checkSize, evaluate, evaluateOr } from '../data-flow.ts';
import type { Draft } from '../draft.ts';
import type { ChildrenPhase, Visit } from '../flow.ts';
import { mapItem } from '../map-item.ts';
import type { BatchSettings } from '../map-run.ts';
import { sizeOf } from '../payload-size.ts';
import { environment } from '../scope.ts';
import type { Work } from '../work.ts';

/** Items as a Map runs over them; `pairs`: they are the key-value pairs of an object. */
export interface Items {
  readonly items: readonly Json[];
  readonly sources?: readonly ItemSource[];
  readonly pairs?: true;
}

/** The items of the Map's input: ItemsPath or Items, or all of it. A distributed Map takes objects, too. */
export function* selectItems(state: CompiledMap, env: Environment): Work<Result<Items>> {
  const selected = yield* evaluateOr(state.items, env, env.input);
  if (!selected.ok) return selected;
  const { value } = selected;
  if (Array.isArray(value)) return ok({ items: value as readonly Json[] });
  if (state.distributed && isObject(value)) return ok({ items: pairsOf(value), pairs: true });
  if (state.language === 'JSONPath')
    return failed('States.Runtime', `Reference path "${pathOf(state)}" must point to array.`);
  if (state.items?.kind === 'jsonata') return unexpectedResultType(state.items.source, 'Items', 'array', value);
  const cause = `Map state input must be an array but was: ${JSON.stringify(value)}`;
  return failed('States.QueryEvaluationError', cause);
}

/** ItemsPath as AWS quotes it: one into the context object, too, begins with one "$". */
function pathOf({ items }: CompiledMap): string {
  return items?.kind === 'path' ? items.source.replace(/^\$\$/, '$') : '$';
}

/** The items that a reader's job gave: `ReadItems`, or a plain list, which mocks give. */
export function itemsRead(output: Json): Result<Items> {
  if (Array.isArray(output)) return ok({ items: output as readonly Json[], sources: [] });
  const read = output as Partial<ReadItems> | null;
  if (Array.isArray(read?.items) && Array.isArray(read.sources))
    return ok({ items: read.items, sources: read.sources });
  return failed('States.ItemReaderFailed', 'The items that were read are not a list.');
}

/** One item's input to its iteration: after ItemSelector. */
export function* selectedItem(
  draft: Draft,
  visit: Visit,
  state: CompiledMap,
  phase: Pick<ChildrenPhase, 'items' | 'run' | 'effectiveInput'>,
  index: number,
): Work<Result<Json>> {
  const item = mapItem(phase, index);
  const plain = phase.items?.[index] ?? null;
  if (item === undefined) return ok(plain);
  const what = `The state/task '${visit.state}' selected an item`;
  if (state.itemSelector === undefined) return phase.run?.sources ? checkSize(draft, plain, what) : ok(plain);
  const selected = yield* evaluate(state.itemSelector, environment(draft, visit, phase.effectiveInput, { item }));
  return selected.ok ? checkSize(draft, selected.value, what) : selected;
}

/** The items from the given one on, after ItemSelector: as many as the steps of expressions allow that this decision may take. */
export function* selectedItems(
  draft: Draft,
  visit: Visit,
  state: CompiledMap,
  phase: Required<Pick<ChildrenPhase, 'items'>> & Pick<ChildrenPhase, 'run' | 'effectiveInput'>,
  first = 0,
  mostWork = WORK_PER_DECISION,
): Work<Result<Json[]>> {
  const selected: Json[] = [];
  for (let index = first; index < phase.items.length && draft.work < mostWork; index++) {
    const item = yield* selectedItem(draft, visit, state, phase, index);
    if (!item.ok) return item;
    selected.push(item.value);
  }
  return ok(selected);
}

/** The inputs of child executions that take several items each. AWS: "ItemBatcher (Map)". */
export function batchesOf(selected: readonly Json[], settings: BatchSettings, payloadBytes: number): Json[] {
  const mostItems = settings.maxItems || Number.POSITIVE_INFINITY;
  const mostBytes = Math.min(settings.maxInputBytes || payloadBytes, payloadBytes);
  const empty = sizeOf(batchInput([], settings));
  const batches: Json[] = [];
  let items: Json[] = [];
  let size = empty;
  for (const item of selected) {
    const own = sizeOf(item);
    if (items.length > 0 && (items.length >= mostItems || size + 1 + own > mostBytes)) {
      batches.push(batchInput(items, settings));
      items = [];
      size = empty;
    }
    size += items.length === 0 ? own : 1 + own;
    items.push(item);
  }
  if (items.length > 0) batches.push(batchInput(items, settings));
  return batches;
}

function batchInput(Items: readonly Json[], { input }: BatchSettings): Json {
  return input === undefined ? { Items } : { BatchInput: input, Items };
}
