import { isNativeError } from 'node:util/types';
import type { AslError } from '../../asl/result.ts';

/** A function's error as Step Functions shows it: `errorType`, and the runtime's JSON text as the cause. */
export function functionError(errorType: string, errorMessage: string, trace: readonly string[] = []): AslError {
  return { error: errorType, cause: JSON.stringify({ errorType, errorMessage, trace }) };
}

/** What the Node.js runtime of Lambda makes of a thrown value. */
export function thrownError(thrown: unknown): AslError {
  try {
    if (!isNativeError(thrown)) return functionError(typeof thrown, String(thrown));
    return functionError(String(thrown.name), String(thrown.message), thrown.stack?.split('\n'));
  } catch {
    // What is thrown may itself throw at every touch: a proxy, a getter, an object without a prototype.
    const message = 'there was a problem while retrieving one or more of its message, name, and stack';
    return functionError('handled', `callback called with Error argument, but ${message}`);
  }
}

/** A function error that arrived as the JSON text of the runtime. Texts without an `errorType` are `Lambda.Unknown`. */
export function reportedError(text: string): AslError {
  return { error: errorTypeOf(text) ?? 'Lambda.Unknown', cause: text };
}

export function errorTypeOf(text: string): string | undefined {
  try {
    const report: unknown = JSON.parse(text);
    if (typeof report !== 'object' || report === null || !('errorType' in report)) return undefined;
    return typeof report.errorType === 'string' ? report.errorType : undefined;
  } catch {
    return undefined;
  }
}

/** A refusal of the Lambda service itself, worded as Step Functions words it. */
export function serviceError(name: string, message: string, statusCode: number, requestId: string): AslError {
  return {
    error: `Lambda.${name}`,
    cause: `${message} (Service: AWSLambda; Status Code: ${statusCode}; Error Code: ${name}; Request ID: ${requestId}; Proxy: null)`,
  };
}
