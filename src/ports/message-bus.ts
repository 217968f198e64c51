/**
 * Topics with partitions, keys and consumer groups.
 * Order is kept per key. Delivery is at least once: a batch is acknowledged when its handler resolves and is delivered again,
 * perhaps cut differently, when it rejects or the process dies.
 */
export interface MessageBus {
  /**
   * Appends in order, in one request. Resolves when the records will survive a crash (`durable: false` ones need not:
   * their sender derives them again at the next start).
   */
  send<T>(topic: Topic<T>, messages: readonly Message<T>[]): Promise<readonly Receipt[]>;

  /** Starts a consumer. A group without a place begins at the oldest record. */
  subscribe<T>(subscription: Subscription<T>): Promise<Consumer>;
}

/** A bus without a broker that services could talk to: it reads for them. */
export interface ServingMessageBus extends MessageBus {
  readonly remote: RemoteConsumers;
}

export interface Topic<T> {
  readonly name: string;
  /** For buses that leave the process or store records; the embedded bus hands over in-memory values as they are. */
  readonly encode: (value: T) => string;
  readonly decode: (text: string) => T;
}

export interface Message<T> {
  readonly key?: string;
  readonly value: T;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default true. */
  readonly durable?: boolean;
}

export interface Receipt {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface Delivered<T> extends Message<T> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

export interface Subscription<T> {
  readonly topic: Topic<T>;
  readonly group: string;
  /** Most records of one batch. A batch holds records of one partition. */
  readonly batchSize: number;
  readonly handle: (batch: readonly Delivered<T>[]) => Promise<void>;
}

export interface Consumer {
  /** Resolves when the batches under way are acknowledged; the group keeps its place. */
  stop(): Promise<void>;
}

/** Reads on behalf of a service outside the process; the place moves only with `acknowledge`. */
export interface RemoteConsumers {
  /** Once `signal` is aborted, nobody takes the records: none are given, at once. */
  poll(request: {
    topic: string;
    group: string;
    max: number;
    waitMs: number;
    signal?: AbortSignal;
  }): Promise<readonly Delivered<string>[]>;
  /** Everything up to and including `offset` of the partition is done. */
  acknowledge(request: { topic: string; group: string; partition: number; offset: number }): Promise<void>;
}
