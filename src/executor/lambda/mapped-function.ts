import type { Json } from '../../asl/json.ts';
import type { AslError } from '../../asl/result.ts';
import type { LambdaRequest } from '../../ports/lambda-invoker.ts';

/** A function that `sfc.config.json` maps to something else than Lambda. */
export interface MappedFunction {
  /** Never rejects. */
  call(call: FunctionCall): Promise<FunctionReply>;
}

export interface FunctionCall extends LambdaRequest {
  readonly name: string;
  readonly requestId: string;
}
export type FunctionReply = { readonly payload: Json } | { readonly error: AslError };
