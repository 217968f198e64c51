import type { Flow, Visit } from '../../src/engine/flow.ts';
import type { FlowId } from '../../src/engine/ids.ts';

let count = 0;

/** A flow that runs; the fields given replace its own. */
export function sampleFlow(fields: Partial<Flow> = {}): Flow {
  const id = fields.id ?? (`flow-${++count}` as FlowId);
  return {
    id,
    name: id,
    blueprint: 'orders',
    version: 1,
    run: 1,
    status: 'RUNNING',
    input: {},
    acceptedAt: 1_000,
    entryCount: 0,
    eventCount: 0,
    visits: {},
    sequence: 0,
    operations: [],
    ...fields,
  };
}

export function sampleVisit(fields: Partial<Visit> = {}): Visit {
  return {
    entry: 1,
    state: 'A',
    index: 0,
    input: {},
    variables: {},
    lastEvent: 1,
    enteredEvent: 2,
    enteredAt: 1_000,
    attempt: 1,
    phase: { type: 'ready' },
    ...fields,
  };
}
