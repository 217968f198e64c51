import type { ChildResult } from '../asl/items/map-results.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import { formatTimestamp } from '../asl/timestamp.ts';
import { childArn, childName } from './child-names.ts';
import type { ChildrenPhase, Outcome } from './flow.ts';
import type { MapRun } from './map-run.ts';

/** Every child's result in order; items that were never given to a child are pending. */
export function childResults(phase: ChildrenPhase, run: MapRun): ChildResult[] {
  return phase.outcomes.map((outcome, index): ChildResult => {
    if (outcome === null) return { status: 'PENDING', execution: pending(run, index, phase.items?.[index] ?? null) };
    if ('output' in outcome) {
      const { output } = outcome;
      return outcome.execution === undefined
        ? { status: 'SUCCEEDED', output }
        : { status: 'SUCCEEDED', output, execution: succeeded(run, index, outcome.execution, output) };
    }
    const status = 'error' in outcome ? 'FAILED' : 'ABORTED';
    return { status, execution: failed(run, index, outcome, status) };
  });
}

type Kept = NonNullable<Outcome['execution']>;

function succeeded(run: MapRun, index: number, kept: Kept, output: Json): JsonObject {
  return {
    ...inputOf(run, index, kept.input),
    Output: JSON.stringify(output),
    OutputDetails: { Included: true },
    ...(run.express
      ? {}
      : { RedriveCount: 0, RedriveStatus: 'NOT_REDRIVABLE', RedriveStatusReason: SUCCEEDED_ALREADY }),
    ...timesOf(kept),
    StateMachineArn: run.stateMachine,
    Status: 'SUCCEEDED',
  };
}

const SUCCEEDED_ALREADY = 'Execution is SUCCEEDED and cannot be redriven';

function failed(run: MapRun, index: number, outcome: Outcome, status: string): JsonObject {
  const error = 'error' in outcome ? outcome.error : undefined;
  return {
    ...(error?.cause !== undefined && { Cause: error.cause }),
    ...(error !== undefined && { Error: error.error }),
    ...inputOf(run, index, outcome.execution?.input ?? null),
    ...(run.express ? {} : { RedriveCount: 0, RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' }),
    ...(outcome.execution === undefined ? {} : timesOf(outcome.execution)),
    StateMachineArn: run.stateMachine,
    Status: status,
  };
}

function pending(run: MapRun, index: number, input: Json): JsonObject {
  return { ...inputOf(run, index, input), StateMachineArn: run.stateMachine, Status: 'PENDING' };
}

function inputOf(run: MapRun, index: number, input: Json): JsonObject {
  return {
    ExecutionArn: childArn(run, index),
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: childName(run, index),
  };
}

function timesOf({ startedAt, endedAt }: Kept): JsonObject {
  return { StartDate: formatTimestamp(startedAt), StopDate: formatTimestamp(endedAt) };
}
