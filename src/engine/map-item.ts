import { sourceOf } from '../asl/items/read-items.ts';
import { isObject, type Json } from '../asl/json.ts';
import type { ChildrenPhase } from './flow.ts';

/** `Map.Item` of the context object. */
export interface MapItem {
  readonly index: number;
  readonly value: Json;
  /** Where the items are the key-value pairs of an object. */
  readonly key?: Json | undefined;
  readonly source: string;
}

/** The item of this index; batches are not items. */
export function mapItem({ items, run }: Pick<ChildrenPhase, 'items' | 'run'>, index: number): MapItem | undefined {
  const value = items?.[index];
  if (value === undefined || run?.batched) return undefined;
  const source = sourceOf(run?.sources, index);
  if (!run?.pairs || !isObject(value)) return { index, value, source };
  return { index, value: value['Value'] ?? null, key: value['Key'], source };
}
