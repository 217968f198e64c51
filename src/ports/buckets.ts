import type { Result } from '../asl/result.ts';

/** Objects in named buckets, S3's or folders. What cannot be done is an answer whose cause is worded as S3 words it. */
export interface Buckets {
  /** The object's bytes; more than `mostBytes` are refused. */
  get(name: ObjectName, options: GetOptions): Promise<Result<Uint8Array>>;
  /** The objects whose keys begin with the prefix, in the order of their keys' UTF-8, at most so many. */
  list(bucket: string, prefix: string, most: number, signal: AbortSignal): Promise<Result<readonly ObjectSummary[]>>;
  /** Stores or replaces the object; a reader sees all of it or nothing. */
  put(name: ObjectName, body: string, signal: AbortSignal): Promise<Result<null>>;
}

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

export interface GetOptions {
  readonly mostBytes: number;
  readonly signal: AbortSignal;
  readonly versionId?: string;
}

export interface ObjectSummary {
  readonly key: string;
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly sizeBytes: number;
  readonly storageClass: string;
}
