import { childResults } from './child-results.ts';
import type { Draft } from './draft.ts';
import type { DispatchJob, JobCall } from './effects.ts';
import type { Phase, Visit, WritingPhase } from './flow.ts';

/** The job that the visit waits for: of its Task, or the one that reads a Map's items or writes its results. */
export function dispatchOf({ entry, attempt, state, phase }: Visit): DispatchJob | undefined {
  const job = jobOf(phase);
  return job && { type: 'DispatchJob', id: `job:${entry}.${attempt}`, entry, attempt, state, job };
}

/** Wishes for the job that the visit's phase has just begun to wait for. */
export function dispatchJob(draft: Draft, visit: Visit): void {
  const dispatch = dispatchOf(visit);
  if (dispatch !== undefined) draft.effects.push(dispatch);
}

function jobOf(phase: Phase): JobCall | undefined {
  switch (phase.type) {
    case 'job':
    case 'reading':
      return phase.job;
    case 'writing':
      return writingJob(phase);
    default:
      return undefined;
  }
}

/** Made anew wherever it is needed: the results stand in the flow once. */
function writingJob({ children, run, destination }: WritingPhase): JobCall {
  const { resource, bucket, prefix } = destination;
  const config = run.writer ?? { transformation: 'NONE', outputType: 'JSON' };
  return {
    processor: resource,
    mode: 'Sync',
    delivery: 'AtLeastOnce',
    input: prefix === undefined ? { Bucket: bucket } : { Bucket: bucket, Prefix: prefix },
    results: {
      mapRunArn: run.arn,
      bucket,
      config,
      results: childResults(children, run),
      ...(prefix !== undefined && { prefix }),
    },
  };
}
