import type { WriterConfig } from '../asl/items/map-results.ts';
import type { ItemSource } from '../asl/items/read-items.ts';
import type { Json } from '../asl/json.ts';

/** One run of a distributed Map: each of its iterations is an execution of its own. AWS: "Map Run". */
export interface MapRun {
  readonly arn: string;
  /** The ARN of a child execution, without its name. */
  readonly executionArn: string;
  readonly stateMachine: string;
  readonly express?: true;
  /** The items were read from there; absent: state input. */
  readonly sources?: readonly ItemSource[];
  /** The items are the key-value pairs of an object. */
  readonly pairs?: true;
  /** The items are the inputs of batches: ItemSelector and ItemBatcher were applied. */
  readonly batched?: true;
  /** ResultWriter's destination. */
  readonly destination?: Destination;
  readonly writer?: WriterConfig;
}

/** Where results are stored. */
export interface Destination {
  readonly resource: string;
  readonly bucket: string;
  readonly prefix?: string;
}

/** An iteration of a distributed Map, as an execution. */
export interface ChildExecution {
  readonly input: Json;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What a Map's fields came to, before its items are known. */
export interface MapSettings {
  /** What ItemSelector sees. */
  readonly effectiveInput: Json;
  /** 0: no limit. */
  readonly maxConcurrency: number;
  readonly toleratedCount?: number;
  readonly toleratedPercentage?: number;
  readonly batch?: BatchSettings;
}

/** ItemBatcher's fields; limits that are absent are AWS's. */
export interface BatchSettings {
  readonly maxItems?: number;
  readonly maxInputBytes?: number;
  readonly input?: Json;
}

/** The items of which batches will be made, as far as ItemSelector was applied. */
export interface Selecting {
  readonly selected: readonly Json[];
  readonly settings: MapSettings;
}
