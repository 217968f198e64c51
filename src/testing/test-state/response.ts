import type { CompiledState } from '../../asl/program.ts';
import type { AslError } from '../../asl/result.ts';
import type { Visit } from '../../engine/flow.ts';
import type { Seen } from '../../engine/probe.ts';
import type { StateEnd } from '../../engine/run-state.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import { httpMessages } from './http.ts';
import { type ErrorDetails, type InspectionData, inspectionOf } from './inspection.ts';
import type { ReadRequest } from './request.ts';

/** The answer of AWS's TestState. What is JSON there is JSON text. */
export interface TestStateResponse {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  /** Of SUCCEEDED and CAUGHT_ERROR. */
  readonly output?: string;
  /** Absent where the state ends its scope. */
  readonly nextState?: string;
  readonly error?: string;
  readonly cause?: string;
  /** At the levels DEBUG and TRACE. */
  readonly inspectionData?: InspectionData;
}

/** What was asked, and what the engine has shown meanwhile. */
export interface TestRecord {
  readonly request: ReadRequest;
  readonly state: CompiledState;
  readonly seen: Seen;
  readonly trace: readonly TraceEntry[];
  readonly now: number;
}

/** The answer to the request, in the detail that it asks for. */
export function responseOf(test: TestRecord, end: StateEnd): TestStateResponse {
  const outcome = outcomeOf(test, end);
  if (test.request.inspectionLevel === 'INFO') return outcome;
  const { state, seen, trace, now } = test;
  const hasLeft = trace.some(({ type }) => type === 'left');
  const inspectionData = inspectionOf(state, {
    input: test.request.input,
    seen,
    variables: hasLeft && Object.keys(end.visit.variables).length > 0 ? end.visit.variables : undefined,
    errorDetails: errorDetailsOf(trace, end.visit, now),
  });
  return { ...outcome, inspectionData: { ...inspectionData, ...exchanged(test) } };
}

/** The messages of an HTTP task; none where a mock stood for the call. */
function exchanged({ request, state, seen }: TestRecord): Pick<InspectionData, 'request' | 'response'> {
  if (request.inspectionLevel !== 'TRACE' || request.mock !== undefined || seen.afterParameters === undefined)
    return {};
  const isHttp = state.type === 'Task' && state.processor.text.endsWith(':::http:invoke');
  return isHttp ? httpMessages(seen.afterParameters, seen.result) : {};
}

function outcomeOf({ seen, trace }: TestRecord, { flow, visit }: StateEnd): TestStateResponse {
  if (visit.phase.type === 'backoff') return { status: 'RETRIABLE', ...errorOf(seen.error, visit) };
  if (flow.status !== 'RUNNING' && flow.status !== 'SUCCEEDED')
    return { status: 'FAILED', ...errorOf(flow.error, visit) };
  const next = Object.values(flow.visits).find(({ entry, parent }) => entry !== visit.entry && parent === undefined);
  const output = JSON.stringify(next === undefined ? flow.output : next.input);
  const isCaught = trace.some(({ type }) => type === 'caught');
  return {
    status: isCaught ? 'CAUGHT_ERROR' : 'SUCCEEDED',
    output,
    ...(next === undefined ? {} : { nextState: next.state }),
    ...(isCaught ? errorOf(seen.error, visit) : {}),
  };
}

/** Without the event of the history that executions name in the causes of failed expressions: here there is none. */
function errorOf(error: AslError | undefined, { state, enteredEvent }: Visit) {
  const where = `An error occurred while executing the state '${state}' (entered at the event id #${enteredEvent}).`;
  const cause = error?.cause?.startsWith(where) ? error.cause.slice(where.length).trimStart() : error?.cause;
  return { error: error?.error ?? '', ...(cause === undefined ? {} : { cause }) };
}

function errorDetailsOf(trace: readonly TraceEntry[], { phase }: Visit, now: number): ErrorDetails | undefined {
  const handled = trace.find(({ type }) => type === 'caught' || type === 'retried');
  if (handled?.type === 'caught') return { catchIndex: handled.catcher };
  if (handled?.type !== 'retried' || phase.type !== 'backoff') return undefined;
  return { retryIndex: handled.retrier, retryBackoffIntervalSeconds: Math.floor((phase.dueTime - now) / 1_000) };
}
