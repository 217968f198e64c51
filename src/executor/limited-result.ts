import { exceedsSize } from '../engine/payload-size.ts';
import { isTooDeep } from './payload.ts';
import type { JobResult } from './processor.ts';

/** The result itself, or States.DataLimitExceeded, worded as AWS words it, where its output is too large or too deep. */
export function limitedResult(result: JobResult, processor: string, payloadBytes: number): JobResult {
  if (!('output' in result)) return result;
  if (isTooDeep(result.output))
    return tooLarge(`The state/task '${nameOf(processor)}' returned a result that is nested too deeply.`);
  if (!exceedsSize(result.output, payloadBytes)) return result;
  return tooLarge(
    `The state/task '${nameOf(processor)}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

function tooLarge(cause: string): JobResult {
  return { error: { error: 'States.DataLimitExceeded', cause } };
}

/** AWS names the service of an integration, and everything else by its resource. */
function nameOf(processor: string): string {
  return /^arn:[\w-]+:states:[\w-]*:\d*:([^:]+):[^:]+$/.exec(processor)?.[1] ?? processor;
}
