import type { CompiledMap } from '../asl/program.ts';
import { uuidOf } from './child-names.ts';
import { arn } from './context-object.ts';
import type { Draft } from './draft.ts';
import type { ChildrenPhase, Outcome, Visit } from './flow.ts';
import type { Destination, MapRun } from './map-run.ts';

/** The run that begins with the visit's present attempt; the same one whenever the decision is repeated. */
export function beginRun(
  { facts, flow }: Draft,
  { entry, attempt }: Visit,
  state: CompiledMap,
  destination: Destination | undefined,
): MapRun {
  const name = `${flow.blueprint}/${state.label}`;
  return {
    arn: `${arn(facts, 'mapRun', name)}:${uuidOf(`${flow.id}:${entry}:${attempt}`)}`,
    executionArn: arn(facts, state.express ? 'express' : 'execution', name),
    stateMachine: arn(facts, 'stateMachine', name),
    ...(state.express && { express: true }),
    ...(state.writer !== undefined && { writer: state.writer.config }),
    ...(destination !== undefined && { destination }),
  };
}

/** The outcome with what the results tell of its execution: all of a run that shows executions, else failed ones only. */
export function withExecution(phase: ChildrenPhase, child: Visit, outcome: Outcome, now: number): Outcome {
  const { run } = phase;
  if (run === undefined || child.execution === undefined) return outcome;
  if ('output' in outcome && !showsExecutions(run)) return outcome;
  return { ...outcome, execution: { ...child.execution, endedAt: now } };
}

function showsExecutions({ writer }: MapRun): boolean {
  return writer?.transformation === 'NONE';
}
