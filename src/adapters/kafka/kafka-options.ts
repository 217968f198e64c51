import type { ConnectionOptions } from 'node:tls';

export interface KafkaOptions {
  /** `HOST:PORT`, some of the cluster. */
  readonly brokers: readonly string[];
  /** Shown by the broker's logs and metrics. */
  readonly clientId?: string;
  /** True: TLS with the machine's authorities. */
  readonly tls?: boolean | ConnectionOptions;
  readonly sasl?: Sasl;
  /** Topics that are missing are made on first use. Absent: somebody else makes them. */
  readonly newTopics?: NewTopics;
  /** Told what the client has to say; it goes on by itself. */
  readonly log?: (level: LogLevel, message: string, facts: Readonly<Record<string, unknown>>) => void;
  readonly timings?: Timings;
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** `aws-iam`: as MSK wants it, with the credentials that the AWS SDK finds. */
export type Sasl =
  | { readonly mechanism: 'aws-iam'; readonly region: string }
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    };

export interface NewTopics {
  /** Many: a count can only grow. */
  readonly partitions: number;
  readonly replicationFactor?: number;
}

/** In milliseconds. */
export interface Timings {
  /** How long a fetch waits at the broker while there is nothing. Bounds how long a consumer takes to stop. Default 500. */
  readonly fetchWaitMs?: number;
  /** What a consumer has done is acknowledged at least this often. Default 100. */
  readonly acknowledgeMs?: number;
  /** A consumer that is silent for so long has lost its partitions. Default 30,000. */
  readonly sessionMs?: number;
  /** The pause before a rejected batch is handled again; it grows to 100 times as much. Default 50. */
  readonly retryMs?: number;
}
