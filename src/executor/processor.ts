import type { Json } from '../asl/json.ts';
import type { AslError } from '../asl/result.ts';
import type { JobCall } from '../engine/effects.ts';
import type { FlowId } from '../engine/ids.ts';

/**
 * Performs the jobs of one form of resource. To add a form: one file in `processors/` and a line where the table is made.
 * Failures of the job are answers. What it throws as a retryable SfcError makes the job wait and be performed again.
 */
export interface Processor {
  readonly serves: (resource: string) => boolean;
  readonly perform: (call: Call) => Promise<Answer>;
}

export interface Call {
  readonly flowId: FlowId;
  readonly blueprint: string;
  readonly state: string;
  readonly token: string;
  readonly job: JobCall;
  /** Aborted when the answer is no longer wanted; what the processor answers then is not read. */
  readonly signal: AbortSignal;
}

export type JobResult = { readonly output: Json } | { readonly error: AslError };

export type Answer =
  /** `durable`: the result exists nowhere else any more, so its report must survive a crash. */
  | { readonly type: 'Result'; readonly result: JobResult; readonly durable?: true }
  /** The result comes later on another way: by a reply topic or by a callback. What the service said to it, where it said something. */
  | { readonly type: 'HandedOver'; readonly submitted?: Json };

export function succeeded(output: Json): Answer {
  return { type: 'Result', result: { output } };
}

export function failed(error: string, cause: string): Answer {
  return { type: 'Result', result: { error: { error, cause } } };
}
