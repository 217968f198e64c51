export type EngineName = 'kafka' | 'dynamodb' | 'opensearch' | 'aws';

export interface EngineOptions {
  /** The folder in which the engines' files are kept between runs. */
  readonly cache: string;
  /** Default: a free one. */
  readonly port?: number | undefined;
  /** Of a JVM. */
  readonly heapMebibytes?: number;
}

/** A real engine on the loopback, empty at its start. It ends with the process that started it. */
export interface RunningEngine {
  /** `HOST:PORT` of a broker, the URL of the others. */
  readonly endpoint: string;
  readonly pid: number;
  /** Resolves when the process and its data are gone. */
  stop(): Promise<void>;
}
