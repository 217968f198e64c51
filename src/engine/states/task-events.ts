import { isObject, type Json, member } from '../../asl/json.ts';
import type { CompiledTask } from '../../asl/program.ts';
import type { AslError } from '../../asl/result.ts';
import { type Draft, type OpenVisit, record } from '../draft.ts';
import type { JobCall } from '../effects.ts';
import type { HistoryEventType } from '../events.ts';

/** What AWS records of a task attempt, by the kind of its Resource: Lambda function, activity, or service integration. */
type Moment = 'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut';
type Details = Record<string, Json>;

export function recordScheduled(draft: Draft, visit: OpenVisit, { processor }: CompiledTask, job: JobCall): void {
  const details: Details =
    processor.kind === 'service'
      ? { parameters: job.input, region: processor.region, ...integration(processor) }
      : { input: job.input, resource: processor.text };
  if (job.timeoutSeconds !== undefined) details['timeoutInSeconds'] = job.timeoutSeconds;
  if (job.heartbeatSeconds !== undefined && processor.kind !== 'lambda')
    details['heartbeatInSeconds'] = job.heartbeatSeconds;
  if (isObject(job.credentials) && processor.kind !== 'activity')
    details['taskCredentials'] = { roleArn: member(job.credentials, 'RoleArn') ?? null };
  record(draft, visit, eventType(processor, 'Scheduled'), details);
}

/** Once per attempt, whether the executor reported it or only the result tells. */
export function recordStarted(draft: Draft, visit: OpenVisit, { processor }: CompiledTask, workerName?: string): void {
  if (visit.phase.type !== 'job' || visit.phase.started) return;
  visit.phase = { ...visit.phase, started: true };
  record(
    draft,
    visit,
    eventType(processor, 'Started'),
    processor.kind === 'service' ? integration(processor) : workerName === undefined ? undefined : { workerName },
  );
}

export function recordSubmitted(draft: Draft, visit: OpenVisit, { processor }: CompiledTask, output: Json): void {
  if (processor.kind === 'service') record(draft, visit, 'TaskSubmitted', { output, ...integration(processor) });
}

export function recordSucceeded(draft: Draft, visit: OpenVisit, { processor }: CompiledTask, output: Json): void {
  record(
    draft,
    visit,
    eventType(processor, 'Succeeded'),
    processor.kind === 'service' ? { output, ...integration(processor) } : { output },
  );
}

export function recordFailed(
  draft: Draft,
  visit: OpenVisit,
  { processor }: CompiledTask,
  error: AslError,
  moment: 'Failed' | 'TimedOut',
): void {
  const details: Details = processor.kind === 'service' ? integration(processor) : {};
  if (error.error !== '') details['error'] = error.error;
  if (error.cause !== undefined) details['cause'] = error.cause;
  record(draft, visit, eventType(processor, moment), details);
}

function integration(processor: Extract<CompiledTask['processor'], { kind: 'service' }>): Details {
  return { resource: processor.resource, resourceType: processor.resourceType };
}

function eventType({ kind }: CompiledTask['processor'], moment: Moment): HistoryEventType {
  if (kind === 'lambda') return `LambdaFunction${moment}`;
  return kind === 'activity' ? `Activity${moment}` : `Task${moment}`;
}
