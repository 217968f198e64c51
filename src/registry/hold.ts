import type { Flow } from '../engine/flow.ts';
import type { Input } from '../engine/inputs.ts';
import type { BlueprintRecord } from '../ports/blueprint-store.ts';

const PREFIX = 'blueprint:';

/** Whether an operator stopped it; a blueprint that was never active is not stopped. */
export function isStopped(record: BlueprintRecord): boolean {
  return record.status === 'STOPPED' && record.stopMode !== undefined;
}

/** The name under which the flows of a blueprint that was stopped with `Pause` hold; undefined where they do not. */
export function holdOf(record: BlueprintRecord): string | undefined {
  return record.status === 'STOPPED' && record.stopMode === 'Pause' ? `${PREFIX}${record.epoch}` : undefined;
}

/** Whether a flow was paused by its blueprint's stop, not by an operator. */
export function isHeldByBlueprint(flow: Flow): boolean {
  return flow.pausedBy?.startsWith(PREFIX) === true;
}

/**
 * What brings an open flow to where its blueprint's record wants it. The operation ids follow from the epoch, so a
 * repeated one changes nothing.
 */
export function verbFor(record: BlueprintRecord, flow: Flow): Input | undefined {
  const { epoch } = record;
  if (flow.endedAt !== undefined) return undefined;
  const hold = holdOf(record);
  if (hold !== undefined) return { type: 'PauseFlow', operationId: hold, run: flow.run };
  if (record.status === 'STOPPED' && record.stopMode === 'Abort') {
    const cause = `The blueprint ${record.name} was stopped with Abort.`;
    return { type: 'StopFlow', operationId: `abort:${epoch}`, run: flow.run, cause };
  }
  // A flow that looks running may have the PauseFlow of an earlier epoch still before it: the resume goes in behind.
  const isPausedByOperator = flow.status === 'PAUSED' && !isHeldByBlueprint(flow);
  return isPausedByOperator ? undefined : { type: 'ResumeFlow', operationId: `resume:${epoch}`, run: flow.run };
}
