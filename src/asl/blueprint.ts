import type { Json, JsonObject } from './json.ts';

/**
 * A blueprint document after `parseBlueprint`: aliases are replaced by ASL's names (`startstate` → `StartAt`, `states` →
 * `States`, `Processor` stays beside `Resource`), nothing else is changed and nothing is filled in.
 * The types say what a *valid* document holds; only `validate` makes a document valid.
 */
export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface Blueprint extends Machine {
  readonly schemaVersion?: string;
  readonly Version?: string;
  readonly TimeoutSeconds?: number;
  readonly Triggers?: readonly Trigger[];
  readonly InputSchema?: JsonObject | boolean;
  readonly OutputSchema?: JsonObject | boolean;
  readonly Worker?: WorkerSettings;
}

/** What a blueprint, a branch and an item processor have in common: states and where to start. */
export interface Machine {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

export interface Trigger {
  readonly Topic: string;
  readonly Group?: string;
  readonly Filter?: Json;
  readonly FlowName?: string;
  readonly Input?: Json;
}

export interface WorkerSettings {
  readonly Mode?: 'Common' | 'Specific';
  readonly MinReplicas?: number;
  readonly MaxReplicas?: number;
  readonly Concurrency?: number;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState
  | JoinState;
export type StateType = State['Type'];

interface AnyState {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
}
interface InputOutput {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Output?: Json;
}
interface Assigning {
  readonly Assign?: JsonObject;
}
interface Transitioning {
  readonly Next?: string;
  readonly End?: boolean;
}
interface ResultHandling {
  readonly ResultSelector?: Json;
  readonly ResultPath?: string | null;
}
interface ErrorHandling {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}
export interface Catcher extends Assigning {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: Json;
}

export interface PassState extends AnyState, InputOutput, Assigning, Transitioning {
  readonly Type: 'Pass';
  readonly Result?: Json;
  readonly Parameters?: Json;
  readonly ResultPath?: string | null;
}

export interface TaskState extends AnyState, InputOutput, Assigning, Transitioning, ResultHandling, ErrorHandling {
  readonly Type: 'Task';
  readonly Resource?: string;
  readonly Processor?: string;
  readonly Mode?: 'Sync' | 'Async';
  readonly Group?: string;
  readonly ReplyTopic?: string;
  readonly Reply?: 'None';
  readonly Correlation?: { readonly Request: string; readonly Reply: string };
  readonly Method?: string;
  readonly Headers?: JsonObject;
  readonly QueryParameters?: JsonObject;
  readonly Delivery?: 'AtLeastOnce' | 'AtMostOnce';
  readonly InputSchema?: JsonObject | boolean;
  readonly OutputSchema?: JsonObject | boolean;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly Credentials?: Json;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
}

export interface ChoiceState extends AnyState, InputOutput, Assigning {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}
/** JSONPath: a comparison or And/Or/Not. JSONata: `Condition`. Only the top-level rule holds Next, Assign and Output. */
export interface ChoiceRule extends Assigning {
  readonly Next: string;
  readonly Condition?: boolean | string;
  readonly Output?: Json;
  readonly [operator: string]: unknown;
}

export interface WaitState extends AnyState, InputOutput, Assigning, Transitioning {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

export interface SucceedState extends AnyState, InputOutput {
  readonly Type: 'Succeed';
}

export interface FailState extends AnyState {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface ParallelState extends AnyState, InputOutput, Assigning, Transitioning, ResultHandling, ErrorHandling {
  readonly Type: 'Parallel';
  readonly Branches: readonly Machine[];
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly Completion?: 'Detached';
}

export interface MapState extends AnyState, InputOutput, Assigning, Transitioning, ResultHandling, ErrorHandling {
  readonly Type: 'Map';
  readonly ItemProcessor?: Machine & { readonly ProcessorConfig?: ProcessorConfig };
  /** ASL's older name of ItemProcessor. */
  readonly Iterator?: Machine & { readonly ProcessorConfig?: ProcessorConfig };
  /** Items may be a JSONata expression or an array. */
  readonly Items?: Json;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  /** ASL's older name of ItemSelector. */
  readonly Parameters?: Json;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ResultWriter?: ResultWriter;
  readonly Label?: string;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailurePercentagePath?: string;
  readonly Completion?: 'Detached';
}
export interface ItemReader {
  readonly Resource: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly ReaderConfig?: {
    readonly InputType?: 'CSV' | 'JSON' | 'JSONL' | 'PARQUET' | 'MANIFEST';
    readonly ManifestType?: 'ATHENA_DATA' | 'S3_INVENTORY';
    readonly Transformation?: 'NONE' | 'LOAD_AND_FLATTEN';
    readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
    readonly CSVHeaders?: readonly string[];
    readonly CSVDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB';
    readonly ItemsPointer?: string;
    readonly MaxItems?: number | string;
    readonly MaxItemsPath?: string;
  };
}
export interface ItemBatcher {
  readonly BatchInput?: Json;
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxItemsPerBatchPath?: string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly MaxInputBytesPerBatchPath?: string;
}
export interface ResultWriter {
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly WriterConfig?: {
    readonly OutputType?: 'JSON' | 'JSONL';
    readonly Transformation?: 'NONE' | 'COMPACT' | 'FLATTEN';
  };
}
export interface ProcessorConfig {
  readonly Mode?: 'INLINE' | 'DISTRIBUTED';
  readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
}

/** SFC's own state type: collects the branches of detached forks. */
export interface JoinState extends AnyState, InputOutput, Assigning, Transitioning, ResultHandling {
  readonly Type: 'Join';
  readonly Of: string | readonly string[];
  readonly Until?: 'All' | 'Any' | { readonly Count: number };
  readonly Rest?: 'Cancel' | 'Continue';
  readonly TimeoutSeconds?: number;
  readonly Catch?: readonly Catcher[];
}
