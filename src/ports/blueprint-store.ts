import type { Blueprint, WorkerSettings } from '../asl/blueprint.ts';
import type { Json } from '../asl/json.ts';

/** Blueprint versions (immutable) and, per name, what is active. Durable when a method resolves. */
export interface BlueprintStore {
  /** Numbers the content 1, 2, 3 …; content whose hash is stored already gives that version again. */
  addVersion(name: string, content: NewVersion): Promise<{ readonly version: number; readonly added: boolean }>;
  version(name: string, version: number): Promise<BlueprintVersion | undefined>;
  versions(name: string): Promise<readonly VersionSummary[]>;
  /** The name's record, or undefined where no version was ever added. */
  get(name: string): Promise<BlueprintRecord | undefined>;
  list(): Promise<readonly BlueprintRecord[]>;
  /** Replaces the record if its revision is `expectedRevision`; false where it is not. */
  update(record: BlueprintRecord, expectedRevision: number): Promise<boolean>;
}

export interface NewVersion {
  readonly contentHash: string;
  /** The document as uploaded, for people. */
  readonly source: string;
  /** The document as parsed: aliases replaced. */
  readonly blueprint: Blueprint;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}
export interface BlueprintVersion extends NewVersion {
  readonly name: string;
  readonly version: number;
}
export interface VersionSummary {
  readonly version: number;
  readonly contentHash: string;
  readonly label?: string;
  readonly createdAt: number;
}

export type StopMode = 'Drain' | 'Pause' | 'Abort';

export interface BlueprintRecord {
  readonly name: string;
  readonly revision: number;
  readonly latestVersion: number;
  /** Absent until a version is activated. */
  readonly activeVersion?: number;
  readonly status: 'ACTIVE' | 'STOPPED';
  readonly stopMode?: StopMode;
  /** Counts starts and stops; names the hold of a `Pause`. */
  readonly epoch: number;
  /** An operator's settings; they outlive new versions until removed. */
  readonly workerOverride?: WorkerSettings;
  readonly labels?: { readonly [name: string]: Json };
}
