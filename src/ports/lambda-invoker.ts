import type { Json } from '../asl/json.ts';
import type { AslError } from '../asl/result.ts';

/** Calls Lambda functions, wherever they run. Failures are answers; it rejects only with faults that pass by themselves. */
export interface LambdaInvoker {
  invoke(request: LambdaRequest): Promise<LambdaReply>;
}

export interface LambdaRequest {
  /** A name, a partial or a full ARN, as `FunctionName` of the Invoke API takes it; a qualifier may follow. */
  readonly functionName: string;
  readonly qualifier?: string;
  readonly event: Json;
  /** Reaches the function as `clientContext.custom['sfc-task-token']`. */
  readonly token: string;
  readonly timeoutSeconds?: number;
  readonly signal: AbortSignal;
}

export type LambdaReply =
  | { readonly payload: Json; readonly executedVersion: string; readonly requestId: string }
  | { readonly error: AslError };
