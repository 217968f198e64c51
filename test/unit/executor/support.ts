import type { DispatchJob, JobCall } from '../../../src/engine/effects.ts';
import type { FlowId } from '../../../src/engine/ids.ts';
import type { Answer, Call } from '../../../src/executor/processor.ts';
import type { JobRecord } from '../../../src/messages/topics.ts';
import type { Claims } from '../../../src/ports/claims.ts';
import type { Correlations } from '../../../src/ports/correlations.ts';

let count = 0;

export function jobRecord(job: Partial<JobCall> = {}, blueprint = 'orders'): JobRecord {
  count++;
  const dispatch: DispatchJob = {
    type: 'DispatchJob',
    id: `job:${count}.1`,
    entry: count,
    attempt: 1,
    state: 'Work',
    job: { processor: 'test:work', mode: 'Sync', input: {}, delivery: 'AtLeastOnce', ...job },
  };
  return { flowId: `flow-${count}` as FlowId, blueprint, version: 1, token: `token-${count}`, dispatch };
}

export function callOf(job: Partial<JobCall>, signal = new AbortController().signal): Call {
  const { flowId, blueprint, token, dispatch } = jobRecord(job);
  return { flowId, blueprint, state: dispatch.state, token, job: dispatch.job, signal };
}

/** The error of an answer; a test on anything else fails. */
export function errorOf(answer: Answer): { error: string; cause: string } {
  if (answer.type === 'Result' && 'error' in answer.result) return { cause: '', ...answer.result.error };
  throw new Error(`not an error: ${JSON.stringify(answer)}`);
}

export function outputOf(answer: Answer): unknown {
  if (answer.type === 'Result' && 'output' in answer.result) return answer.result.output;
  throw new Error(`no output: ${JSON.stringify(answer)}`);
}

export function memoryClaims(): Claims {
  const claimed = new Set<string>();
  return { claim: async (_flowId, token) => !claimed.has(token) && claimed.add(token) !== undefined };
}

export const noCorrelations: Correlations = {
  expect: async () => undefined,
  reply: async () => undefined,
  forget: async () => undefined,
};
