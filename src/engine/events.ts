import type { Json } from '../asl/json.ts';

/**
 * Facts of a flow's history, numbered from 1 without gaps: the names, order and details that AWS's GetExecutionHistory shows
 * (`…EventDetails` without the state's name, which is `state` here), plus `JoinStateEntered` and `JoinStateExited`.
 * `previousEventId` chains the events of one scope; 0 is the start. Payloads are JSON values, shared by reference.
 */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: HistoryEventType;
  /** Milliseconds since the epoch: the time of the decision that recorded it. */
  readonly time: number;
  /** The state's name for StateEntered/StateExited, the Map state's name for MapIteration events. */
  readonly state?: string;
  readonly details?: { readonly [field: string]: Json };
}

export type StateTypeName = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map' | 'Join';

export type HistoryEventType =
  | `${StateTypeName}StateEntered`
  | `${Exclude<StateTypeName, 'Fail'>}StateExited`
  | `Execution${'Started' | 'Succeeded' | 'Failed' | 'Aborted' | 'TimedOut' | 'Redriven'}`
  | `Task${'Scheduled' | 'Started' | 'StartFailed' | 'Submitted' | 'SubmitFailed' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `LambdaFunction${'Scheduled' | 'ScheduleFailed' | 'Started' | 'StartFailed' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `Activity${'Scheduled' | 'ScheduleFailed' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `ParallelState${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapState${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapRun${'Started' | 'Succeeded' | 'Failed' | 'Aborted' | 'Redriven'}`
  | 'TaskStateAborted'
  | 'WaitStateAborted'
  | 'EvaluationFailed'
  | 'ExecutionPaused'
  | 'ExecutionResumed';
