import { SfcError } from '../errors/sfc-error.ts';
import type { JobRecord } from '../messages/topics.ts';
import type { Claims } from '../ports/claims.ts';
import type { Correlations } from '../ports/correlations.ts';
import type { MessageBus } from '../ports/message-bus.ts';
import { limitedResult } from './limited-result.ts';
import { type Answer, failed, type Processor } from './processor.ts';
import { createReporter } from './report.ts';

export interface Executor {
  /**
   * Performs one job and reports its answer; the same job may be run again, with the same token.
   * Nothing is reported once `signal` is aborted. Rejects only with faults, and then the job may be run again.
   */
  run(job: JobRecord, signal: AbortSignal): Promise<JobOutcome>;
  /** The answer to this token is no longer wanted, whoever owes it. */
  forget(token: string): Promise<void>;
}

export type JobOutcome = 'succeeded' | 'failed' | 'handed-over' | 'cancelled';

export interface ExecutorPorts {
  /** In order; the first that serves a resource performs it. */
  readonly processors: readonly Processor[];
  readonly bus: MessageBus;
  readonly correlations: Correlations;
  readonly claims: Claims;
  /** Largest result, in bytes of UTF-8 JSON. */
  readonly payloadBytes: number;
  /** Hears of errors that no processor expected; the job then fails with `States.TaskFailed`. */
  readonly onBug?: (bug: unknown, job: JobRecord) => void;
}

export function createExecutor(ports: ExecutorPorts): Executor {
  const report = createReporter(ports.bus);
  return {
    run: async (job, signal) => {
      if (signal.aborted) return 'cancelled';
      const answer = (await isTaken(ports.claims, job)) ? takenBefore(job) : await perform(ports, job, signal);
      if (signal.aborted) return 'cancelled';
      const accepted = withinLimit(answer, job, ports.payloadBytes);
      await report(job, accepted);
      if (accepted.type === 'HandedOver') return 'handed-over';
      return 'output' in accepted.result ? 'succeeded' : 'failed';
    },
    forget: (token) => ports.correlations.forget(token),
  };
}

async function isTaken(claims: Claims, { flowId, token, dispatch }: JobRecord): Promise<boolean> {
  return dispatch.job.delivery === 'AtMostOnce' && !(await claims.claim(flowId, token));
}

function takenBefore(job: JobRecord): Answer {
  return failed(
    'SFC.Unknown',
    `The job was begun before and its result is not known; "Delivery": "AtMostOnce" forbids a second call of ${job.dispatch.job.processor}.`,
  );
}

async function perform(ports: ExecutorPorts, record: JobRecord, signal: AbortSignal): Promise<Answer> {
  const { flowId, blueprint, token, dispatch } = record;
  const { job, state } = dispatch;
  const processor = ports.processors.find(({ serves }) => serves(job.processor));
  if (processor === undefined) return unsupported(job.processor);
  try {
    return await processor.perform({ flowId, blueprint, state, token, job, signal });
  } catch (error) {
    if (error instanceof SfcError && error.retryable) throw error;
    if (!signal.aborted) ports.onBug?.(error, record);
    return failed('States.TaskFailed', `The processor ${job.processor} could not be called: ${String(error)}`);
  }
}

function unsupported(resource: string): Answer {
  return failed(
    'SFC.UnsupportedProcessor',
    `No processor of this installation performs ${resource}. It performs Lambda functions (arn:aws:lambda:…), arn:aws:states:::lambda:invoke, activities (arn:aws:states:…:activity:…), http(s)://… and kafka://…`,
  );
}

function withinLimit(answer: Answer, job: JobRecord, payloadBytes: number): Answer {
  if (answer.type === 'HandedOver') return answer;
  // Items that were read are no payload: each is bounded where it becomes the input of its iteration.
  const most = job.dispatch.job.reader === undefined ? payloadBytes : Number.POSITIVE_INFINITY;
  const result = limitedResult(answer.result, job.dispatch.job.processor, most);
  return result === answer.result ? answer : { type: 'Result', result };
}
