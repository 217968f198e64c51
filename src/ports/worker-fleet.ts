/** The workers that run: consumers of job topics. Changing one never touches the others. */
export interface WorkerFleet {
  /** Adds the worker or changes it. Jobs under way go on. `replicas: 0` keeps it without serving. */
  apply(worker: WorkerSpec): Promise<void>;
  /** Jobs under way are finished; those that wait stay on the topic. */
  remove(name: string): Promise<void>;
  list(): Promise<readonly WorkerReport[]>;
}
export interface WorkerSpec {
  /** `common`, `common-NAME`, or the name of the blueprint that it serves alone. */
  readonly name: string;
  readonly topic: string;
  readonly replicas: number;
  /** Jobs at once per replica. */
  readonly concurrency: number;
}
export interface WorkerReport extends WorkerSpec {
  readonly busy: number;
  readonly waiting: number;
  readonly done: number;
  readonly failed: number;
}
