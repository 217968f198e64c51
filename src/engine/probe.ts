import type { Json, JsonObject } from '../asl/json.ts';
import type { AslError } from '../asl/result.ts';
import type { MapSettings } from './map-run.ts';

/** Where one state is tested on its own: the context object that it sees, and who is shown its data flow. */
export interface Probe {
  readonly context: JsonObject;
  readonly show: (seen: Seen) => void;
}

/** What becomes of a state's input and result, shown as it becomes known; named as in TestState's InspectionData. */
export interface Seen {
  readonly afterInputPath?: Json;
  /** After Parameters, or Arguments. */
  readonly afterParameters?: Json;
  /** The raw result. */
  readonly result?: Json;
  readonly afterResultSelector?: Json;
  readonly afterResultPath?: Json;
  /** Map: the items, those of an ItemReader's pointer, the items that ItemSelector made of them, and the batches of these. */
  readonly afterItemsPath?: readonly Json[];
  readonly afterItemsPointer?: readonly Json[];
  readonly afterItemSelector?: readonly Json[];
  readonly afterItemBatcher?: readonly Json[];
  readonly settings?: MapSettings;
  /** The state's latest error, before a retrier or catcher handles it. */
  readonly error?: AslError;
}
