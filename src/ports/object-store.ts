/** Payloads too large for a record, under `flowId/hash`. Deleted with their flow, never by age. */
export interface ObjectStore {
  /** Storing the same key again is harmless: keys name their content. */
  put(key: string, body: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
  removeAll(prefix: string): Promise<void>;
}
