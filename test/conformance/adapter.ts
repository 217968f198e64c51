import { compileBlueprint } from '../../src/asl/compile.ts';
import type { Json } from '../../src/asl/json.ts';
import { parseBlueprint } from '../../src/asl/parse/parse-blueprint.ts';
import { acceptFlow } from '../../src/engine/accept-flow.ts';
import type { HistoryEvent } from '../../src/engine/events.ts';
import type { Flow } from '../../src/engine/flow.ts';
import type { FlowId } from '../../src/engine/ids.ts';
import type { Input } from '../../src/engine/inputs.ts';
import { createSchemaCompiler } from '../../src/schemas/schema-compiler.ts';
import { runVirtual, type VirtualAnswer, type VirtualJob } from '../../src/testing/run-virtual.ts';
import type { GivenObject } from '../support/memory-buckets.ts';
import { activityNames, type RecordedTasks } from './placeholders.ts';
import { recordedBuckets } from './recorded-buckets.ts';
import { testStateCase } from './test-state.ts';
import { validateDefinition } from './validate-definition.ts';

/** AWS's limits: what the recordings were made under. */
const LIMITS = { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 262_144 };
const ACCOUNT = { id: '111111111111', region: 'us-east-1' };
const START = Date.UTC(2024, 0, 1);

interface RunRequest {
  readonly definition: Json;
  readonly input: Json;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly context?: { readonly Execution?: { readonly RoleArn?: string } };
  readonly flags?: { readonly unchained?: boolean; readonly needsExternalAbort?: boolean };
  readonly mocks?: RecordedTasks;
  readonly s3?: readonly GivenObject[];
  readonly invokeTask: (call: TaskCall) => Promise<TaskAnswer>;
}
interface TaskCall {
  readonly state: string;
  readonly resource: string;
  readonly parameters: Json;
  readonly iteration?: readonly number[];
}
interface TaskAnswer {
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly timeout?: boolean;
  readonly hang?: boolean;
  readonly submitted?: Json;
}

interface RunResult {
  readonly status: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly events?: readonly HistoryEvent[];
}

const schemas = createSchemaCompiler();

async function run(request: RunRequest): Promise<RunResult> {
  const { input, context, flags = {}, invokeTask } = request;
  const activities = activityNames(request.mocks);
  const buckets = recordedBuckets(request.s3);
  const { blueprint, problems } = parseBlueprint(activities.toArns(request.definition));
  if (blueprint === undefined) return { status: 'INVALID', cause: problems[0]?.message ?? '' };
  const compiled = compileBlueprint(blueprint, { schemas });
  if (!compiled.ok) return { status: 'INVALID', ...compiled.error };
  const accepted = {
    id: 'case' as FlowId,
    name: 'case',
    blueprint: 'case',
    version: 1,
    input,
    now: START,
    ...(request.type === 'EXPRESS' ? { express: 'ASYNC' as const } : {}),
  };
  const roleArn = context?.Execution?.RoleArn;
  const { flow, events } = await runVirtual({
    program: compiled.value,
    flow: acceptFlow(accepted),
    perform: async (job) =>
      (await buckets(job)) ??
      perform(job, (call) => invokeTask({ ...call, resource: activities.nameOf(call.resource) })),
    limits: LIMITS,
    account: roleArn === undefined ? ACCOUNT : { ...ACCOUNT, roleArn },
    now: START,
    maxDecisions: 20_000,
    ...(flags.needsExternalAbort ? { whenWaiting: stop } : {}),
  });
  return {
    status: flow.status,
    ...(flow.output === undefined ? {} : { output: flow.output }),
    ...(flow.error === undefined ? {} : flow.error),
    events: recorded(events, flags).map((event) => withNames(event, activities.nameOf)),
  };
}

/** The case's somebody outside stops the execution while it waits. */
function stop({ run: ofRun, status }: Flow): Input | undefined {
  return status === 'RUNNING' ? { type: 'StopFlow', operationId: 'stop', run: ofRun } : undefined;
}

/** Where a recording lost the order of events in a Parallel, it lost the event that says how the Parallel ended, too: the ids skip it. */
function recorded(events: readonly HistoryEvent[], { unchained }: NonNullable<RunRequest['flags']>) {
  if (!unchained) return events;
  return events.filter(({ type }) => type !== 'ParallelStateSucceeded' && type !== 'ParallelStateFailed');
}

function withNames(event: HistoryEvent, nameOf: (arn: string) => string): HistoryEvent {
  const resource = event.details?.['resource'];
  return typeof resource === 'string' ? { ...event, details: { ...event.details, resource: nameOf(resource) } } : event;
}

async function perform(
  { state, job, iteration }: VirtualJob,
  invokeTask: RunRequest['invokeTask'],
): Promise<VirtualAnswer> {
  const answer = await invokeTask({ state, resource: job.processor, parameters: job.input, iteration });
  const submitted = answer.submitted === undefined || answer.submitted === null ? {} : { submitted: answer.submitted };
  if (answer.hang || answer.timeout) return submitted;
  if ('output' in answer) return { ...submitted, result: { output: answer.output ?? null } };
  const { error = '', cause } = answer;
  return { ...submitted, result: { error: cause === undefined ? { error } : { error, cause } } };
}

export default { name: 'sfc', run, testState: testStateCase, validate: validateDefinition };
