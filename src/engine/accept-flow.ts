import type { Json, JsonObject } from '../asl/json.ts';
import type { Flow } from './flow.ts';
import type { FlowId } from './ids.ts';

export interface AcceptedFlow {
  readonly id: FlowId;
  readonly name: string;
  readonly blueprint: string;
  readonly version: number;
  readonly input: Json;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly startedBy?: JsonObject;
  readonly express?: Flow['express'];
}

/** A flow that was accepted and has not begun: `StartFlow` begins it. */
export function acceptFlow({ id, name, blueprint, version, input, now, startedBy, express }: AcceptedFlow): Flow {
  return {
    id,
    name,
    blueprint,
    version,
    run: 1,
    status: 'RUNNING',
    input,
    acceptedAt: now,
    entryCount: 0,
    eventCount: 0,
    visits: {},
    sequence: 0,
    operations: [],
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(express === undefined ? {} : { express }),
  };
}
