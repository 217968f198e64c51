import type { Blueprint, QueryLanguage } from './blueprint.ts';
import type { Environment } from './environment.ts';
import type { WriterConfig } from './items/map-results.ts';
import type { ReaderConfig } from './items/reader-config.ts';
import type { Json, JsonObject } from './json.ts';
import type { Result } from './result.ts';

/** A blueprint version, compiled once: every path, template, condition and expression is a closure. Immutable and stateless. */
export interface Program {
  readonly blueprint: Blueprint;
  readonly root: CompiledMachine;
  readonly timeoutSeconds: number | undefined;
  readonly outputSchema: SchemaCheck | undefined;
  /** Whether any state forks without waiting (`Completion: Detached`). */
  readonly hasForks: boolean;
}

/** The states of the blueprint, of a branch or of an item processor. */
export interface CompiledMachine {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, CompiledState>;
}

/** Gives the violation's text, or undefined where the value keeps to the schema. */
export type SchemaCheck = (value: Json) => string | undefined;
/** Compiles a JSON Schema 2020-12; what it refuses is an error with a cause. */
export type SchemaCompiler = (schema: JsonObject | boolean) => Result<SchemaCheck>;

/** A value of a state that may depend on the environment. Only JSONata gives promises. */
export type Field<T extends Json = Json> =
  | { readonly kind: 'constant'; readonly value: T }
  | { readonly kind: 'path'; readonly source: string; readonly evaluate: (env: Environment) => Result<Json> }
  | {
      readonly kind: 'jsonata';
      readonly source: string;
      readonly evaluate: (env: Environment) => Promise<Result<Json>>;
    };

/** Where a result goes: `null` discards it, `undefined` replaces the input. */
export type ResultTarget = ((input: Json, result: Json) => Result<Json>) | null | undefined;

export type CompiledState =
  | CompiledPass
  | CompiledTask
  | CompiledChoice
  | CompiledWait
  | CompiledSucceed
  | CompiledFail
  | CompiledParallel
  | CompiledMap
  | CompiledJoin;

interface AnyState {
  readonly name: string;
  readonly language: QueryLanguage;
  /** JSONPath: `undefined` passes the input, a constant `{}` stands for null. */
  readonly inputPath: Field | undefined;
  readonly outputPath: Field | undefined;
  /** JSONata. */
  readonly output: Field | undefined;
  /** Evaluates to an object of new variable values. */
  readonly assign: Field | undefined;
}
interface Transition {
  /** Undefined ends the scope. */
  readonly next: string | undefined;
}
export interface Working extends AnyState, Transition {
  /** Parameters or Arguments. */
  readonly parameters: Field | undefined;
  readonly resultSelector: Field | undefined;
  readonly resultPath: ResultTarget;
  readonly retriers: readonly CompiledRetrier[];
  readonly catchers: readonly CompiledCatcher[];
}

export interface CompiledRetrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly fullJitter: boolean;
}
export interface CompiledCatcher {
  readonly errors: readonly string[];
  readonly next: string;
  readonly resultPath: ResultTarget;
  readonly output: Field | undefined;
  readonly assign: Field | undefined;
}

export interface CompiledPass extends AnyState, Transition {
  readonly type: 'Pass';
  readonly result: Field | undefined;
  readonly parameters: Field | undefined;
  readonly resultPath: ResultTarget;
}

export interface CompiledTask extends Working {
  readonly type: 'Task';
  readonly processor: Processor;
  readonly timeoutSeconds: Field | undefined;
  readonly heartbeatSeconds: Field | undefined;
  readonly credentials: Field | undefined;
  readonly inputSchema: SchemaCheck | undefined;
  readonly outputSchema: SchemaCheck | undefined;
  readonly delivery: 'AtLeastOnce' | 'AtMostOnce';
  readonly mode: 'Sync' | 'Async';
  readonly method: Field | undefined;
  readonly headers: Field | undefined;
  readonly queryParameters: Field | undefined;
  readonly group: string | undefined;
  readonly replyTopic: string | undefined;
  readonly reply: 'None' | undefined;
  readonly correlation:
    | {
        readonly request: (request: Json, env: Environment) => Result<Json> | Promise<Result<Json>>;
        readonly reply: string;
      }
    | undefined;
}

/** A processor's text taken apart as the history shows it. */
export type Processor =
  | { readonly kind: 'lambda'; readonly text: string }
  | { readonly kind: 'activity'; readonly text: string }
  | {
      readonly kind: 'service';
      readonly text: string;
      /** `lambda`, `sqs`, `aws-sdk:sfn`, `http`, `kafka` … */
      readonly resourceType: string;
      /** `invoke`, `sendMessage.waitForTaskToken`, the URL, the topic … */
      readonly resource: string;
      readonly region: string;
      readonly pattern: 'request' | 'sync' | 'callback';
    };

export interface CompiledChoice extends AnyState {
  readonly type: 'Choice';
  readonly rules: readonly CompiledRule[];
  readonly defaultNext: string | undefined;
}
export interface CompiledRule {
  /** Evaluates to a boolean. */
  readonly condition: Field;
  readonly next: string;
  readonly assign: Field | undefined;
  readonly output: Field | undefined;
}

export interface CompiledWait extends AnyState, Transition {
  readonly type: 'Wait';
  /** Exactly one of the two. */
  readonly seconds: Field | undefined;
  readonly timestamp: Field | undefined;
}

export interface CompiledSucceed extends AnyState {
  readonly type: 'Succeed';
}

export interface CompiledFail extends AnyState {
  readonly type: 'Fail';
  readonly error: Field | undefined;
  readonly cause: Field | undefined;
}

export interface CompiledParallel extends Working {
  readonly type: 'Parallel';
  readonly branches: readonly CompiledMachine[];
  readonly detached: boolean;
}

export interface CompiledMap extends Working {
  readonly type: 'Map';
  readonly processor: CompiledMachine;
  readonly distributed: boolean;
  /** Of a distributed Map: its iterations are express executions. */
  readonly express: boolean;
  readonly label: string;
  readonly reader: CompiledReader | undefined;
  readonly batcher: CompiledBatcher | undefined;
  readonly writer: CompiledWriter | undefined;
  readonly items: Field | undefined;
  readonly itemSelector: Field | undefined;
  readonly maxConcurrency: Field | undefined;
  readonly toleratedFailureCount: Field | undefined;
  readonly toleratedFailurePercentage: Field | undefined;
  readonly detached: boolean;
}

/** ItemReader: where items come from instead of the input. */
export interface CompiledReader {
  readonly resource: string;
  /** Parameters or Arguments. */
  readonly parameters: Field | undefined;
  readonly config: ReaderConfig;
  readonly maxItems: Field | undefined;
}

/** ItemBatcher: how many items go to one child execution, and what else. */
export interface CompiledBatcher {
  readonly maxItems: Field | undefined;
  readonly maxInputBytes: Field | undefined;
  readonly input: Field | undefined;
}

/** ResultWriter: the form of the results, and where they are stored; without a resource they are the Map's result. */
export interface CompiledWriter {
  readonly resource: string | undefined;
  /** Parameters or Arguments. */
  readonly parameters: Field | undefined;
  readonly config: WriterConfig;
}

export interface CompiledJoin extends Working {
  readonly type: 'Join';
  readonly of: readonly string[];
  /** One fork named as a string: the result is its array, else an object by fork name. */
  readonly single: boolean;
  readonly until: 'All' | { readonly count: number };
  readonly cancelsRest: boolean;
  readonly timeoutSeconds: number | undefined;
}
