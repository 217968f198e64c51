import type { Json } from '../json.ts';

/** What an ItemReader gives: the items, and where they come from (`$$.Map.Item.Source`). */
export interface ReadItems {
  readonly items: readonly Json[];
  readonly sources: readonly ItemSource[];
}

/** From this item on, up to the next source. */
export interface ItemSource {
  readonly from: number;
  /** `s3://BUCKET/KEY`, or `s3://BUCKET` of a listing. */
  readonly uri: string;
}

/** The source of one item; of state input where none is given. */
export function sourceOf(sources: readonly ItemSource[] | undefined, index: number): string {
  return sources?.findLast(({ from }) => from <= index)?.uri ?? 'STATE_DATA';
}
